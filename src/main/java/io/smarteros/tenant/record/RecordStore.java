package io.smarteros.tenant.record;

import io.fabric8.kubernetes.api.model.ListOptions;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records, each in a Secret {@code tenant-record-<name>} of the operator's namespace. Only the
 * operator writes them, so what was read or written last is kept, and a reconciliation at rest
 * reads nothing; the resourceVersion tells when somebody else writes too.
 */
public final class RecordStore {
  private static final String TYPE = "smarteros.io/record";
  private static final String DOCUMENT = "record.json";

  private static final String NAME_PREFIX = "tenant-record-";

  /** A page is in memory in a form that is ten times as large as what is kept of it. */
  private static final long PAGE_SIZE = 50;

  private final KubernetesClient client;
  private final String namespace;
  private final RecordFormat format = new RecordFormat();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  public RecordStore(KubernetesClient client, String operatorNamespace) {
    this.client = client;
    this.namespace = operatorNamespace;
  }

  public static String secretName(String tenant) {
    return NAME_PREFIX + tenant;
  }

  /**
   * The class that each tenant with a record is placed in, as the API server itself knows it; empty
   * where the record cannot be read.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  public Map<String, Optional<String>> classNames() {
    Map<String, Optional<String>> found = new TreeMap<>();
    forEach((tenant, secret) -> found.put(tenant, document(secret).flatMap(format::className)));
    return found;
  }

  /**
   * The records of all tenants, as the API server itself knows them. One that cannot be read is
   * left out: it is told where its tenant is reconciled.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  public Map<String, TenantRecord> all() {
    Map<String, TenantRecord> found = new TreeMap<>();
    forEach((tenant, secret) -> readable(secret).ifPresent(record -> found.put(tenant, record)));
    return found;
  }

  private void forEach(BiConsumer<String, Secret> action) {
    String token = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE_SIZE).withContinue(token).build();
      SecretList secrets = client.secrets().inNamespace(namespace).list(page);
      secrets.getItems().stream()
          .filter(secret -> TYPE.equals(secret.getType()))
          .filter(secret -> secret.getMetadata().getName().startsWith(NAME_PREFIX))
          .forEach(
              secret ->
                  action.accept(
                      secret.getMetadata().getName().substring(NAME_PREFIX.length()), secret));
      token = secrets.getMetadata().getContinue();
    } while (token != null && !token.isEmpty());
  }

  private Optional<TenantRecord> readable(Secret secret) {
    try {
      return Optional.of(parse(secret));
    } catch (UnreadableRecordException _) {
      return Optional.empty();
    }
  }

  /**
   * The tenant's record, if it has one.
   *
   * @param fresh reads the Secret even when it is known
   */
  public Optional<RecordSession> load(String tenant, boolean fresh) {
    Optional<Known> found = Optional.ofNullable(fresh ? null : known.get(tenant));
    return found.or(() -> fetch(tenant)).map(record -> session(tenant, record));
  }

  private Optional<Known> fetch(String tenant) {
    Secret secret = resource(tenant).get();
    if (secret == null) {
      known.remove(tenant);
      return Optional.empty();
    }
    return Optional.of(remember(tenant, secret, parse(secret)));
  }

  /** Begins the record of a tenant that has none. Its first write creates it. */
  public RecordSession begin(String tenant, TenantRecord first) {
    return new JoinedRecordSession(first, null, new Writer(tenant, null));
  }

  private Secret create(String tenant, TenantRecord first) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(secretName(tenant))
            .withNamespace(namespace)
            .addToLabels(Names.TENANT_LABEL, tenant)
            .addToLabels(Names.NAME_LABEL, Names.OPERATOR)
            .addToLabels(Names.COMPONENT_LABEL, "record")
            .addToLabels(Names.PART_OF_LABEL, Names.PART_OF)
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .withType(TYPE)
            .withData(document(first))
            .build();
    return orConflict(tenant, () -> client.resource(secret).create());
  }

  /**
   * Deletes the record for good, as it was read or written last.
   *
   * @throws RecordConflictException when somebody else wrote since: it may be that of another
   *     Tenant by now, with keys that are in use
   */
  public void delete(String tenant) {
    Optional<Known> last = Optional.ofNullable(known.get(tenant)).or(() -> fetch(tenant));
    if (last.isPresent()) {
      Secret secret = last.get().secret();
      String version = secret.getMetadata().getResourceVersion();
      orConflict(tenant, () -> client.resource(secret).lockResourceVersion(version).delete());
      known.remove(tenant);
    }
  }

  /** Drops what is remembered; the record itself may stay, for the data that is kept. */
  public void forget(String tenant) {
    known.remove(tenant);
  }

  private RecordSession session(String tenant, Known last) {
    return new JoinedRecordSession(last.record(), last.record(), new Writer(tenant, last.secret()));
  }

  private Known remember(String tenant, Secret secret, TenantRecord record) {
    Known last = new Known(secret, record);
    known.put(tenant, last);
    return last;
  }

  private TenantRecord parse(Secret secret) {
    String name = secret.getMetadata().getName();
    if (!TYPE.equals(secret.getType())) {
      throw UnreadableRecordException.isNoRecord(name);
    }
    return format.read(
        name,
        document(secret)
            .orElseThrow(
                () -> UnreadableRecordException.because(name, "it has no key " + DOCUMENT)));
  }

  private static Optional<String> document(Secret secret) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(DOCUMENT))
        .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  private Map<String, String> document(TenantRecord record) {
    return Map.of(
        DOCUMENT,
        Base64.getEncoder().encodeToString(format.write(record).getBytes(StandardCharsets.UTF_8)));
  }

  private Resource<Secret> resource(String tenant) {
    return client.secrets().inNamespace(namespace).withName(secretName(tenant));
  }

  private <T> T orConflict(String tenant, Supplier<T> write) {
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

  /**
   * A record and its Secret.
   *
   * @param secret no more of it than the next write needs: the record is here as it was parsed
   */
  record Known(Secret secret, TenantRecord record) {
    Known {
      secret =
          new SecretBuilder(secret)
              .withData(null)
              .editMetadata()
              .withManagedFields(List.of())
              .endMetadata()
              .build();
    }
  }

  /** Writes the record of one reconciliation, if nobody else did since. */
  private final class Writer implements Consumer<TenantRecord> {
    private final String tenant;
    private @Nullable Secret secret;

    Writer(String tenant, @Nullable Secret secret) {
      this.tenant = tenant;
      this.secret = secret;
    }

    @Override
    public void accept(TenantRecord record) {
      Secret result = secret == null ? create(tenant, record) : update(secret, record);
      secret = remember(tenant, result, record).secret();
    }

    private Secret update(Secret before, TenantRecord record) {
      Secret next = new SecretBuilder(before).withData(document(record)).build();
      return orConflict(tenant, () -> client.resource(next).update());
    }
  }
}
