{{/* The first part of every name: the release's name, with the chart's if that is not in it. */}}
{{- define "tierline.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 31 | trimSuffix "-") .Chart.Name -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of this release; with (list . "router") those of one component. Never changes. */}}
{{- define "tierline.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- define "tierline.componentSelector" -}}
{{- $ := index . 0 -}}
{{ include "tierline.selector" $ }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "tierline.labels" -}}
{{ include "tierline.selector" . }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}
{{- define "tierline.componentLabels" -}}
{{ include "tierline.labels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* (list . "router"): the image of a role, by digest if there is one. */}}
{{- define "tierline.image" -}}
{{- $ := index . 0 -}}
{{- $role := index . 1 -}}
{{- $digest := (index $.Values.roles $role).digest -}}
{{- $name := printf "%s/%s" $.Values.image.repository $role -}}
{{- if $digest -}}
{{ $name }}@{{ $digest }}
{{- else -}}
{{ $name }}:{{ $.Values.image.tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* (list . "MONGODB_URI"): a variable whose value is in a Secret. */}}
{{- define "tierline.secretEnv" -}}
{{- $secret := index (index . 0).Values.secrets (index . 1) -}}
- name: {{ index . 1 }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret.name }}
      key: {{ $secret.key }}
{{- end -}}

{{/* What every pod has: no root, no token, nothing of the node. */}}
{{- define "tierline.pod" -}}
automountServiceAccountToken: false
# Other Services of the namespace are no configuration of these.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What every container has. */}}
{{- define "tierline.container" -}}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* The queues whose jobs a role handles, as a pattern for a label. */}}
{{- define "tierline.queues" -}}
{{- index (dict "router" "router|push|incidents" "sla-monitor" "sla|timers" "notifier" "notifier|engineering") . -}}
{{- end -}}
