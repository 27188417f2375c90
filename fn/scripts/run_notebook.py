"""Executes a notebook and writes the result beside the workspace's other files."""
import os
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

path = os.environ["NVJ_NOTEBOOK"]
notebook = nbformat.read(path, as_version=4)
client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": os.path.dirname(path) or "."}})
try:
    client.execute()
except CellExecutionError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
finally:
    nbformat.write(notebook, os.path.join(os.environ["NVJ_OUTPUT_DIR"], "output.ipynb"))
