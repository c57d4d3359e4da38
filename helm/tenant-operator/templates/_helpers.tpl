{{/*
The operator's name is fixed: its ServiceAccount, binding, lease and field manager are part of its contract
with the cluster, and two of them in one cluster would fight over the same Tenants.
*/}}
{{- define "operator.name" -}}
tenant-operator
{{- end }}

{{/* The one ClusterRole that the operator may bind, to itself, in a tenant's namespace. */}}
{{- define "operator.tenantRole" -}}
tenant-operator-tenant
{{- end }}

{{- define "operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "operator.labels" -}}
{{ include "operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: smarteros
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "operator.subject" -}}
- kind: ServiceAccount
  name: {{ include "operator.name" . }}
  namespace: {{ .Release.Namespace | quote }}
{{- end }}

{{- define "operator.image" -}}
{{- $repository := required "image.repository is required. No image is published: build one as docs/install.md shows, and name it here" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* CEL: the request is the operator's own. A policy must not affect anybody else. */}}
{{- define "fence.isOperator" -}}
request.userInfo.username == 'system:serviceaccount:{{ .Release.Namespace }}:{{ include "operator.name" . }}'
{{- end }}

{{/* CEL: the namespace of that name belongs to the cluster or to the operator itself, whatever its labels say. */}}
{{- define "fence.isProtected" -}}
({{ . }}.startsWith('kube-') || {{ . }}.startsWith('openshift-') || {{ . }} in variables.reserved)
{{- end }}

{{/*
CEL: a key of a label or annotation by which the operator, or a tool that applies and prunes manifests, decides what
becomes of an object.
*/}}
{{- define "fence.isOwnersKey" -}}
{{ . }}.matches('^([a-z0-9.-]+[.])?(smarteros[.]io|(app|kubectl)[.]kubernetes[.]io|argoproj[.]io|fluxcd[.]io|helm[.]sh)/')
{{- end }}
