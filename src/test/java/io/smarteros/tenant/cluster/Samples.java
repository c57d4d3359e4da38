package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.namespace.GuardRailInput;
import io.smarteros.tenant.namespace.GuardRails;
import io.smarteros.tenant.namespace.PodEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects of every kind, as rich as the applications' ones, with canonical values.
 *
 * @param owner of the compute
 */
public record Samples(String tenant, OwnerReference owner) {

  /** With an owner that only a server without garbage collection puts up with. */
  public static Samples of(String tenant) {
    return new Samples(tenant, owner("smarteros.io/v1alpha1", "Tenant", tenant, tenant + "-uid"));
  }

  /** With an owner that exists: the others are collected together with what they own. */
  public static Samples ownedBy(HasMetadata owner, String tenant) {
    return new Samples(
        tenant,
        owner(
            owner.getApiVersion(),
            owner.getKind(),
            owner.getMetadata().getName(),
            owner.getMetadata().getUid()));
  }

  public String namespace() {
    return "tenant-" + tenant;
  }

  public List<HasMetadata> all() {
    GuardRails guardRails = guardRails();
    List<HasMetadata> all = new ArrayList<>();
    all.add(guardRails.namespace());
    all.add(guardRails.binding());
    all.addAll(guardRails.objects());
    all.addAll(List.of(policy(), secret(), volume(), service(), deployment(), ingress()));
    all.add(job());
    all.add(cronJob());
    return all;
  }

  public GuardRails guardRails() {
    return GuardRails.compile(
        new GuardRailInput(
            tenant,
            namespace(),
            tenantClass(),
            "smarteros",
            Names.OPERATOR,
            Set.of(
                new PodEndpoint("n8n", 5678, true, true),
                new PodEndpoint("chatwoot", 3000, true, true),
                new PodEndpoint("odoo", 8069, true, true))));
  }

  static TenantClassSpec tenantClass() {
    return tenantClass(
        """
        baseDomain: example.com
        quota:
          limits.memory: 16384Mi
          requests.cpu: 4000m
          requests.storage: 0.5Ti
          count/deployments.apps: "20"
        limits:
          defaultLimits: {memory: 1024Mi}
          defaultRequests: {cpu: "0.1"}
          max: {cpu: 2000m, memory: 4Gi}
        network:
          ingressFrom:
          - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
          - podSelector: {matchLabels: {app: monitoring}}
          databaseCIDRs: [10.1.2.3/32]
          egress: Internet
        imagePullSecrets: [registry]
        database: {host: db.internal, adminSecret: postgres-admin}
        """);
  }

  public static TenantClassSpec tenantClass(String yaml) {
    return new KubernetesSerialization().unmarshal(yaml, TenantClassSpec.class);
  }

  public Deployment deployment() {
    return new DeploymentBuilder()
        .withMetadata(owned("n8n"))
        .withNewSpec()
        .withReplicas(1)
        .withRevisionHistoryLimit(2)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withSelector(labelled("app.kubernetes.io/name", "n8n"))
        .withTemplate(template("Always"))
        .endSpec()
        .build();
  }

  public HasMetadata job() {
    return new JobBuilder()
        .withMetadata(owned("n8n-init-1a2b3c4d"))
        .withNewSpec()
        .withBackoffLimit(3)
        .withTtlSecondsAfterFinished(86400)
        .withTemplate(template("OnFailure"))
        .endSpec()
        .build();
  }

  public HasMetadata cronJob() {
    return new CronJobBuilder()
        .withMetadata(owned("n8n-nightly"))
        .withNewSpec()
        .withSchedule("17 3 * * *")
        .withConcurrencyPolicy("Forbid")
        .withNewJobTemplate()
        .withNewMetadata()
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withTemplate(template("Never"))
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
  }

  private PodTemplateSpec template(String restartPolicy) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels())
        .addToAnnotations("smarteros.io/settings", "4f2a")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(restartPolicy)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(60L)
        .withImagePullSecrets(new LocalObjectReference("registry"))
        .withNodeSelector(Map.of("kubernetes.io/os", "linux"))
        .addNewToleration()
        .withKey("plan")
        .withOperator("Equal")
        .withValue("gold")
        .withEffect("NoSchedule")
        .endToleration()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(1000L)
        .withFsGroup(1000L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewInitContainer()
        .withName("wait")
        .withImage("docker.io/library/postgres:17.6")
        .withCommand("sh", "-c", "true")
        .withSecurityContext(restricted())
        .endInitContainer()
        .addNewContainer()
        .withName("n8n")
        .withImage("docker.io/n8nio/n8n:2.41.1")
        .withImagePullPolicy("IfNotPresent")
        .withArgs("start")
        .addNewPort()
        .withName("http")
        .withContainerPort(5678)
        .withProtocol("TCP")
        .endPort()
        .withEnv(
            new EnvVar("N8N_HOST", "n8n-acme.example.com", null),
            new EnvVar("DB_TYPE", "postgresdb", null),
            new EnvVarBuilder()
                .withName("N8N_ENCRYPTION_KEY")
                .withNewValueFrom()
                .withNewSecretKeyRef("encryptionKey", "n8n", false)
                .endValueFrom()
                .build(),
            new EnvVarBuilder()
                .withName("POD")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.name")
                .endValueFrom()
                .build())
        .addNewEnvFrom()
        .withNewSecretRef("n8n", false)
        .endEnvFrom()
        .withNewResources()
        .addToRequests("cpu", new Quantity("500m"))
        .addToRequests("memory", new Quantity("1536Mi"))
        .addToLimits("memory", new Quantity("2Gi"))
        .endResources()
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/healthz/readiness")
        .withPort(new IntOrString("http"))
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(10)
        .withFailureThreshold(3)
        .endReadinessProbe()
        .withNewStartupProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(5678))
        .endTcpSocket()
        .withFailureThreshold(60)
        .endStartupProbe()
        .withSecurityContext(restricted())
        .addNewVolumeMount()
        .withName("home")
        .withMountPath("/home/node/.n8n")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("home")
        .withNewPersistentVolumeClaim("n8n", false)
        .endVolume()
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("1Gi"))
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("cache")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("ca")
        .withNewSecret()
        .withSecretName("n8n")
        .addNewItem()
        .withKey("ca.crt")
        .withPath("ca.crt")
        .endItem()
        .endSecret()
        .endVolume()
        .endSpec()
        .build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  public Service service() {
    return new ServiceBuilder()
        .withMetadata(owned("n8n"))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(Map.of("app.kubernetes.io/name", "n8n"))
        .addNewPort()
        .withName("http")
        .withPort(5678)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString("http"))
        .endPort()
        .endSpec()
        .build();
  }

  public Ingress ingress() {
    ObjectMeta metadata = owned("n8n");
    metadata.setAnnotations(Map.of("nginx.ingress.kubernetes.io/proxy-body-size", "64m"));
    return new IngressBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withIngressClassName("nginx")
        .addNewTl()
        .withHosts("n8n-acme.example.com")
        .withSecretName("n8n-tls")
        .endTl()
        .addNewRule()
        .withHost("n8n-acme.example.com")
        .withNewHttp()
        .addNewPath()
        .withPath("/")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName("n8n")
        .withNewPort()
        .withName("http")
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }

  /** Each of its annotations is a field of its own. */
  public NetworkPolicy policy() {
    return new NetworkPolicyBuilder()
        .withMetadata(owned("n8n"))
        .editMetadata()
        .addToAnnotations(Map.of("example.com/port", "5678", "example.com/metrics", "true"))
        .endMetadata()
        .withNewSpec()
        .withPodSelector(labelled("app.kubernetes.io/name", "n8n"))
        .withPolicyTypes("Ingress")
        .endSpec()
        .build();
  }

  public Secret secret() {
    return new SecretBuilder()
        .withMetadata(metadata("n8n"))
        .withType("Opaque")
        .withData(Map.of("encryptionKey", "c2VjcmV0", "ca.crt", "Y2VydGlmaWNhdGU="))
        .build();
  }

  public PersistentVolumeClaim volume() {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata("n8n"))
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .addToRequests("storage", new Quantity("10Gi"))
        .endResources()
        .endSpec()
        .build();
  }

  /** What the inventory would keep of a live object. */
  public static ObservedObject observed(String yaml) {
    return ObservedResource.of(
            new KubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
        .observed();
  }

  public static LabelSelector labelled(String label, String value) {
    return new LabelSelectorBuilder().withMatchLabels(Map.of(label, value)).build();
  }

  /** Of an object that holds data. */
  public ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace())
        .withLabels(labels())
        .build();
  }

  /** Of an object that goes with the Tenant. */
  ObjectMeta owned(String name) {
    ObjectMeta metadata = metadata(name);
    metadata.setOwnerReferences(List.of(owner));
    return metadata;
  }

  private Map<String, String> labels() {
    return Map.of(
        Names.NAME_LABEL,
        "n8n",
        Names.COMPONENT_LABEL,
        "server",
        Names.PART_OF_LABEL,
        Names.PART_OF,
        Names.MANAGED_BY_LABEL,
        Names.OPERATOR,
        Names.TENANT_LABEL,
        tenant,
        Names.SERVICE_LABEL,
        "n8n");
  }

  private static OwnerReference owner(String apiVersion, String kind, String name, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
