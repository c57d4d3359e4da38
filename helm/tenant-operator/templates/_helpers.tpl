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

{{/* What every pod of the chart has of the platform's wishes. */}}
{{- define "operator.podSettings" -}}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "operator.containerSecurityContext" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{/* A key of a Secret as the one file of a volume. */}}
{{- define "operator.passwordVolume" -}}
- name: database-password
  secret:
    secretName: {{ .name | quote }}
    items:
      - key: {{ .key | quote }}
        path: {{ .key | quote }}
{{- end }}

{{/* The certificate authority of Supabase's database. */}}
{{- define "operator.authorityVolume" -}}
{{- if .configMap -}}
- name: database-ca
  configMap:
    name: {{ .configMap | quote }}
    items:
      - key: {{ .key | quote }}
        path: {{ .key | quote }}
{{- else if .secret -}}
- name: database-ca
  secret:
    secretName: {{ .secret | quote }}
    items:
      - key: {{ .key | quote }}
        path: {{ .key | quote }}
{{- end }}
{{- end }}
