package io.smarteros.tenant.record;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Names;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The records, each in a Secret {@code tenant-record-<name>} of the operator's namespace. Only the
 * operator writes them, so what was read or written last is kept, and a reconciliation at rest
 * reads nothing; the resourceVersion tells when somebody else writes too.
 */
public final class RecordStore {
  private static final String TYPE = "smarteros.io/record";
  private static final String DOCUMENT = "record.json";
  private static final String COMPONENT = "record";
  private static final long PAGE = 200;

  private final KubernetesClient client;
  private final String namespace;
  private final RecordFormat format = new RecordFormat();
  private final Map<String, Secret> known = new ConcurrentHashMap<>();

  public RecordStore(KubernetesClient client, String operatorNamespace) {
    this.client = client;
    this.namespace = operatorNamespace;
  }

  public static String secretName(String tenant) {
    return "tenant-record-" + tenant;
  }

  /**
   * The tenant's record, if it has one.
   *
   * @param fresh reads the Secret even when it is known
   */
  public Optional<RecordSession> load(String tenant, boolean fresh) {
    Secret secret = fresh ? null : known.get(tenant);
    if (secret == null) {
      secret = resource(tenant).get();
    }
    if (secret == null) {
      known.remove(tenant);
      return Optional.empty();
    }
    return Optional.of(remember(tenant, secret));
  }

  /**
   * Reads the records of all tenants, by tenant. One that cannot be read is left out: it is told
   * where its tenant is reconciled.
   */
  public Map<String, TenantRecord> all() {
    Map<String, TenantRecord> all = new TreeMap<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      SecretList page = page(next.get());
      for (Secret secret : page.getItems()) {
        String tenant = secret.getMetadata().getLabels().getOrDefault(Names.TENANT_LABEL, "");
        if (secret.getMetadata().getName().equals(secretName(tenant))) {
          readable(secret).ifPresent(record -> all.put(tenant, record));
        }
      }
      next =
          Optional.ofNullable(page.getMetadata().getContinue()).filter(token -> !token.isEmpty());
    }
    return all;
  }

  private SecretList page(String from) {
    ListOptionsBuilder options = new ListOptionsBuilder().withLimit(PAGE);
    return client
        .secrets()
        .inNamespace(namespace)
        .withLabels(
            Map.of(Names.COMPONENT_LABEL, COMPONENT, Names.MANAGED_BY_LABEL, Names.OPERATOR))
        .list((from.isEmpty() ? options : options.withContinue(from)).build());
  }

  private Optional<TenantRecord> readable(Secret secret) {
    try {
      return Optional.of(parse(secret));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /** Creates the record of a tenant that has none. */
  public RecordSession begin(String tenant, TenantRecord first) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(secretName(tenant))
            .withNamespace(namespace)
            .addToLabels(Names.TENANT_LABEL, tenant)
            .addToLabels(Names.NAME_LABEL, Names.OPERATOR)
            .addToLabels(Names.COMPONENT_LABEL, COMPONENT)
            .addToLabels(Names.PART_OF_LABEL, Names.PART_OF)
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .withType(TYPE)
            .withData(document(first))
            .build();
    return remember(tenant, orConflict(tenant, () -> client.resource(secret).create()));
  }

  /** Deletes the record for good. */
  public void delete(String tenant) {
    resource(tenant).delete();
    known.remove(tenant);
  }

  private StoredRecord remember(String tenant, Secret secret) {
    StoredRecord recordSession = new StoredRecord(tenant, secret, parse(secret));
    known.put(tenant, secret);
    return recordSession;
  }

  private TenantRecord parse(Secret secret) {
    String name = secret.getMetadata().getName();
    if (!TYPE.equals(secret.getType())) {
      throw UnreadableRecordException.isNoRecord(name);
    }
    String encoded =
        Optional.ofNullable(secret.getData()).map(data -> data.get(DOCUMENT)).orElse(null);
    if (encoded == null) {
      throw UnreadableRecordException.because(name, "it has no key " + DOCUMENT);
    }
    return format.read(
        name, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  private Map<String, String> document(TenantRecord record) {
    return Map.of(
        DOCUMENT,
        Base64.getEncoder().encodeToString(format.write(record).getBytes(StandardCharsets.UTF_8)));
  }

  private Resource<Secret> resource(String tenant) {
    return client.secrets().inNamespace(namespace).withName(secretName(tenant));
  }

  private Secret orConflict(String tenant, Supplier<Secret> write) {
    try {
      return write.get();
    } catch (KubernetesClientException e) {
      known.remove(tenant);
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new RecordConflictException(tenant);
      }
      throw e;
    }
  }

  private final class StoredRecord implements RecordSession {
    private final String tenant;
    private Secret secret;
    private TenantRecord record;

    StoredRecord(String tenant, Secret secret, TenantRecord record) {
      this.tenant = tenant;
      this.secret = secret;
      this.record = record;
    }

    @Override
    public synchronized TenantRecord read() {
      return record;
    }

    @Override
    public synchronized TenantRecord update(UnaryOperator<TenantRecord> change) {
      TenantRecord changed = change.apply(record);
      if (!changed.equals(record)) {
        Secret next = new SecretBuilder(secret).withData(document(changed)).build();
        secret = orConflict(tenant, () -> client.resource(next).update());
        record = changed;
        known.put(tenant, secret);
      }
      return record;
    }
  }
}
