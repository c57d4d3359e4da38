package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.METADATA_TOO_LARGE;
import static io.smarteros.tenant.api.Reason.NOT_ALLOWED_BY_CLASS;
import static io.smarteros.tenant.api.Reason.NOT_SUPPORTED_YET;
import static io.smarteros.tenant.api.Reason.PLACEMENT_DIFFERS;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Integrations;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.Services;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.TenantRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Merges Tenant, class, record and the operator's defaults into a ResolvedTenant. */
public final class Resolver {
  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int MAX_METADATA_DEPTH = 32;

  private final Map<ServiceName, ServiceDefaults> supported;

  /**
   * @param supported the services that this operator can run
   */
  public Resolver(Map<ServiceName, ServiceDefaults> supported) {
    this.supported = Map.copyOf(supported);
  }

  public Resolution resolve(
      Tenant tenant, TenantClass tenantClass, Placement placement, Optional<TenantRecord> record) {
    TenantSpec spec = tenant.getSpec();
    TenantClassSpec classSpec = tenantClass.getSpec();
    List<Problem> general = new ArrayList<>();
    Optional<String> customDomain = Optional.ofNullable(spec.domain());
    boolean domainAllowed =
        customDomain.isEmpty() || Boolean.TRUE.equals(classSpec.allow().customDomains());
    // What ran under a domain before it was forbidden is neither moved nor followed.
    Optional<String> domain = domainAllowed ? customDomain : record.flatMap(TenantRecord::domain);
    if (!domainAllowed) {
      general.add(domainNotAllowed(tenantClass));
    }
    unknownServices(spec.services()).ifPresent(general::add);
    unsupportedIntegrations(spec.integrations()).ifPresent(general::add);
    tooMuchMetadata(spec).ifPresent(general::add);
    if (spec.deletionPolicy() == DeletionPolicy.UNKNOWN) {
      general.add(
          new Problem(
              NOT_SUPPORTED_YET,
              "This version of the operator does not know the value of spec.deletionPolicy, and keeps the data of a Tenant that is deleted. Set another one, or upgrade the operator"));
    }
    anotherServer(classSpec, placement).ifPresent(general::add);
    anotherStorageClass(classSpec, placement).ifPresent(general::add);

    Map<ServiceName, ResolvedService> services = new EnumMap<>(ServiceName.class);
    Map<ServiceName, Problem> rejected = new EnumMap<>(ServiceName.class);
    Map<ServiceName, Problem> keptAsIs = new EnumMap<>(ServiceName.class);
    spec.services()
        .inSpec()
        .forEach(
            (name, serviceSpec) -> {
              ServiceDefaults defaults = supported.get(name);
              if (defaults == null) {
                rejected.put(name, notSupportedYet(name));
                return;
              }
              ServiceResolver resolver =
                  new ServiceResolver(
                      new ServiceInput(
                          tenant.getMetadata().getName(),
                          tenantClass,
                          name,
                          serviceSpec,
                          defaults,
                          record.flatMap(known -> known.service(name)),
                          domain));
              services.put(name, resolver.resolve());
              resolver.rejection().ifPresent(problem -> rejected.put(name, problem));
              if (!domainAllowed && domain.isPresent()) {
                rejected.putIfAbsent(name, domainNotAllowed(tenantClass));
              }
              resolver.keptAsIs().ifPresent(problem -> keptAsIs.put(name, problem));
            });
    ResolvedTenant resolved =
        new ResolvedTenant(
            tenant.getMetadata().getName(),
            tenant.getMetadata().getUid(),
            spec.displayName(),
            placement.namespace(),
            placement.storageClassName(),
            domain,
            spec.administrator(),
            tenantClass.getMetadata().getName(),
            classSpec,
            services);
    return new Resolution(resolved, rejected, keptAsIs, general);
  }

  private static Problem domainNotAllowed(TenantClass tenantClass) {
    return new Problem(
        NOT_ALLOWED_BY_CLASS,
        "TenantClass %s does not let a Tenant have a domain of its own. Remove spec.domain, or set allow.customDomains in the class"
            .formatted(tenantClass.getMetadata().getName()));
  }

  private static Problem notSupportedYet(ServiceName name) {
    return new Problem(
        NOT_SUPPORTED_YET,
        "This version of the operator does not support %s yet. Remove spec.services.%s, or set enabled: false there"
            .formatted(name, name));
  }

  /** No other service is disturbed by them. */
  private static Optional<Problem> unknownServices(Services services) {
    return services.unknown().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                NOT_SUPPORTED_YET,
                "This version of the operator does not know spec.services.%s. Remove it, or upgrade the operator"
                    .formatted(String.join(", ", services.unknown()))));
  }

  private static Optional<Problem> unsupportedIntegrations(Integrations integrations) {
    Map<String, Integrations.Integration> wanted = new TreeMap<>();
    put(wanted, "chatwootToN8n", integrations.chatwootToN8n());
    put(wanted, "botpressOnChatwoot", integrations.botpressOnChatwoot());
    put(wanted, "odooToN8n", integrations.odooToN8n());
    put(wanted, "supabaseInN8n", integrations.supabaseInN8n());
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                NOT_SUPPORTED_YET,
                "This version of the operator does not support integrations yet. Remove spec.integrations.%s"
                    .formatted(String.join(", ", wanted.keySet()))));
  }

  private static void put(
      Map<String, Integrations.Integration> wanted,
      String name,
      Integrations.@Nullable Integration integration) {
    if (integration != null && integration.isEnabled()) {
      wanted.put(name, integration);
    }
  }

  private static Optional<Problem> tooMuchMetadata(TenantSpec spec) {
    Optional<String> tooDeep =
        spec.rowMetadata().entrySet().stream()
            .filter(entry -> depth(entry.getValue()) > MAX_METADATA_DEPTH)
            .map(Map.Entry::getKey)
            .findFirst();
    if (tooDeep.isPresent()) {
      return Optional.of(
          new Problem(
              METADATA_TOO_LARGE,
              "spec.rowMetadata.%s is nested deeper than %d levels. Flatten it"
                  .formatted(tooDeep.get(), MAX_METADATA_DEPTH)));
    }
    int bytes =
        spec.rowMetadata().entrySet().stream()
            .mapToInt(entry -> size(entry.getKey()) + size(entry.getValue().toString()))
            .sum();
    return bytes <= MAX_METADATA_BYTES
        ? Optional.empty()
        : Optional.of(
            new Problem(
                METADATA_TOO_LARGE,
                "spec.rowMetadata has %d bytes, and %d is the maximum. Shorten it"
                    .formatted(bytes, MAX_METADATA_BYTES)));
  }

  /** Levels of arrays and objects. */
  private static int depth(JsonNode value) {
    int deepest = 0;
    for (JsonNode child : value) {
      deepest = Math.max(deepest, depth(child));
    }
    return value.isContainerNode() ? deepest + 1 : 0;
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<Problem> anotherStorageClass(
      TenantClassSpec classSpec, Placement placement) {
    Optional<String> wanted = Optional.ofNullable(classSpec.storageClassName());
    return wanted.equals(placement.storageClassName())
        ? Optional.empty()
        : Optional.of(
            new Problem(
                PLACEMENT_DIFFERS,
                "The volumes use %s and keep it, but the class now names %s. Set it back, or move the volumes yourself"
                    .formatted(storageClass(placement.storageClassName()), storageClass(wanted))));
  }

  private static String storageClass(Optional<String> name) {
    return name.map("StorageClass %s"::formatted).orElse("the cluster's default StorageClass");
  }

  private static Optional<Problem> anotherServer(TenantClassSpec classSpec, Placement placement) {
    Optional<String> wanted =
        Optional.ofNullable(classSpec.database())
            .map(Placement.Server::of)
            .map(Placement.Server::address);
    Optional<String> placed = placement.databaseServer().map(Placement.Server::address);
    return wanted
        .filter(server -> placed.isPresent() && !placed.get().equals(server))
        .map(
            server ->
                new Problem(
                    PLACEMENT_DIFFERS,
                    "The databases are on %s and stay there, but the class now names %s. Set it back, or move the databases yourself"
                        .formatted(placed.orElseThrow(), server)));
  }
}
