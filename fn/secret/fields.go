package secret

import (
	"slices"
	"strings"
	"sync"
)

// Public reports whether the value of a field may be shown, as far as that depends on
// the field. path holds the names of the fields from the root on, and the keys of
// maps, without indexes. It must hold the names that are meant: of a misspelt field,
// the name of the field that it was taken for.
func Public(path ...string) bool {
	return judge(path) == public
}

// Private reports whether a field is known to hold what may be a secret. Of a field that
// is neither public nor private, nothing is known.
func Private(path ...string) bool { return judge(path) == private }

// verdict says what is known about a field.
type verdict uint8

const (
	unknown verdict = iota // not in the list: its value is shown where it cannot be a secret
	public
	private
)

func judge(path []string) verdict {
	if slices.ContainsFunc(path, speaksOfSecrets) {
		return private
	}
	leaf, parent := "", ""
	if n := len(path); n > 0 {
		leaf = path[n-1]
	}
	if n := len(path); n > 1 {
		parent = path[n-2]
	}
	switch leaf {
	case "command", "args", "cmd", "arg", "arguments", "entrypoint", "env", "data", "stringData", "binaryData":
		return private
	case "name": // a header in one line, "Authorization: Bearer …", stands where its name should
		return choose(parent != "httpHeaders" && !namesSecrets[parent])
	case "optional":
		return choose(!namesSecrets[parent])
	case "key":
		return choose(publicKeys[parent] && !slices.Contains(path, "secret"))
	case "value":
		return choose(parent == "tolerations" || parent == "sysctls" || parent == "options")
	case "status":
		return choose(parent == "onPodConditions")
	case "user":
		return choose(parent == "seLinuxOptions")
	}
	switch {
	case publicMaps[parent] || publicFields()[leaf]:
		return public
	case secretParents[parent]:
		return private
	}
	return unknown
}

func choose(isPublic bool) verdict {
	if isPublic {
		return public
	}
	return private
}

// secretParents are fields of which every key may have a secret as its value.
var secretParents = set(`command args cmd arg arguments entrypoint env data stringData binaryData
	httpHeaders volumeAttributes strategyConfig parameters`)

// speaksOfSecrets reports whether everything below a field or a key of this name may
// be a secret.
func speaksOfSecrets(name string) bool {
	if neverSecrets[name] {
		return false
	}
	lower := strings.ToLower(name)
	for _, word := range []string{"password", "passwd", "token", "secret", "credential", "keyring"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	if !strings.Contains(lower, "key") {
		return false
	}
	flat := strings.NewReplacer("_", "", "-", "").Replace(lower)
	return strings.Contains(flat, "apikey") || strings.Contains(flat, "accesskey") || strings.Contains(flat, "privatekey")
}

// neverSecrets are names of fields that hold one of the words and no secret. Of those
// that refer to a Secret only the name and the key are not public: people write the
// secret in their place.
var neverSecrets = set(`automountServiceAccountToken serviceAccountToken secret secretRef secretKeyRef
	nodePublishSecretRef`)

// namesSecrets are the fields whose field "name" is the name of a Secret.
var namesSecrets = set(`secret secretRef secretKeyRef nodePublishSecretRef`)

// publicKeys are the fields below which "key" is not the key of a Secret.
var publicKeys = set(`tolerations matchExpressions matchFields configMapKeyRef fileKeyRef items`)

// publicMaps are maps whose keys and values are public: whoever can list the pods or
// the nodes reads them.
var publicMaps = set(`labels annotations matchLabels nodeSelector limits requests overhead rules`)

// publicFields hold names, places, choices and amounts. What is not listed is not
// shown: commands and their arguments, values of variables and headers, options of
// volume drivers, and every field that does not exist.
var publicFields = sync.OnceValue(func() map[string]bool {
	return set(strings.Join([]string{
		// Identity of objects, and names of what they refer to.
		`apiVersion kind generateName namespace uid resourceVersion selfLink finalizers claimName
			containerName targetContainerName volumeName volumeNamespace resourceName serviceAccount
			serviceAccountName priorityClassName runtimeClassName schedulerName storageClassName
			volumeAttributesClassName nodeName hostname hostnameOverride subdomain podGroupName
			resourceClaimName resourceClaimTemplateName signerName shareName prefix
			gmsaCredentialSpecName runAsUserName manager subresource driver apiGroup resourceType
			service request resource conditionType topologyKey matchLabelKeys mismatchLabelKeys
			namespaces targetModels`,
		// Images: credentials in front of them are a matter of the value.
		`image gitImage containerImage baseImage reference repository registry tag`,
		// Places: files, addresses and URLs. Credentials in URLs are a matter of the value.
		`path subPath subPathExpr mountPath devicePath workingDir fieldPath keyPath
			certificateChainPath credentialBundlePath volumePath terminationMessagePath
			localhostProfile directory dockerfile requirementsFile requirementsSources testData
			expectedOutput url ref revision host hostIP hostnames ip server endpoints gateway
			monitors nameservers searches portals targetPortal healthCheckEndpoint predictionEndpoint
			kernel`,
		// Names in storage systems.
		`initiatorName iqn iscsiInterface pdName pdID volumeID diskName diskURI datasetName
			datasetUUID pool system storagePool protectionDomain storagePolicyName storagePolicyID
			targetWWNs wwids tenant volume group`,
		// Choices of a fixed vocabulary.
		`accessModes action add drop audience cachingMode concurrencyPolicy dnsPolicy effect
			enforce fallbackStrategy fieldsType fsGroupChangePolicy fsType ignoreOutputTypes
			imagePullPolicy keyType level medium mode mountPropagation nodeAffinityPolicy
			nodeTaintsPolicy operation operator output phase platform preemptionPolicy procMount
			protocol pullPolicy recursiveReadOnly references restartPolicy role scheme scripts
			seLinuxChangePolicy shape source stopSignal storageMode strategy supplementalGroupsPolicy
			terminationMessagePolicy type values volumeMode warn whenUnsatisfiable bindMountOptions
			customTimestampPatterns`,
		// Amounts, times and switches.
		`activeDeadlineSeconds allowPrivilegeEscalation autoGenerateRequirements
			automountServiceAccountToken backoffLimit blockOwnerDeletion cell checkOutputTypes
			containerPort controller creationTimestamp defaultMode defaultUser
			deletionGracePeriodSeconds deletionTimestamp detectSilentFailures divisor
			enableServiceLinks enabled expirationSeconds failOnStderr failOnWarnings failureThreshold
			floatingPointTolerance fsGroup generation hostIPC hostNetwork hostPID hostPort
			hostProcess hostUsers ignoreExecutionCount ignoreTimestamps initialDelaySeconds
			kubernetesVersion lun maxExpirationSeconds maxSkew maxValue minDomains minValue
			nameSuffixHash notEmpty optional partition periodSeconds port preferDockerfile priority
			privileged readOnly readOnlyRootFilesystem requireExplicitExitCodes runAsGroup
			runAsNonRoot runAsUser schedule seconds setHostnameAsFQDN shareProcessNamespace sizeLimit
			sslEnabled stdin stdinOnce strict strictMode successThreshold supplementalGroups
			terminationGracePeriodSeconds time timeZone timeout timeoutSeconds tolerance
			tolerationSeconds ttlSecondsAfterFinished tty validateOnly verifyAssertions weight
			relativeTolerance absoluteTolerance cellTimeout allowErrors retries subPathPerJob
			educationalMode completions parallelism completionMode suspend manualSelector
			podReplacementPolicy managedBy startingDeadlineSeconds successfulJobsHistoryLimit
			failedJobsHistoryLimit backoffLimitPerIndex maxFailedIndexes`,
	}, " "))
})

// set is the set of the words of a text.
func set(text string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(text) {
		words[word] = true
	}
	return words
}
