package io.smarteros.tenant.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The objects of a cluster, as an API server keeps them: with field managers, finalizers and
 * resource versions. It defaults nothing, takes each list as one field, and has no controllers but
 * one of Ingresses, if asked: what others would do, the test does.
 */
public final class InMemoryApiServer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final InstantSource clock;
  private final Map<ObjectKey, Stored> objects = new LinkedHashMap<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private boolean servesGatewayApi = true;
  private boolean hasIngressController;
  private long lastVersion;
  private long lastUid;

  public InMemoryApiServer(InstantSource clock) {
    this.clock = clock;
  }

  /** What the operator may ask of it. */
  public enum Verb {
    READ,
    APPLY,
    ANNOTATE,
    DELETE
  }

  /** One request of the operator, whether it was refused or not. */
  public record Call(Verb verb, ObjectKey key) {
    @Override
    public String toString() {
      return verb + " " + key;
    }
  }

  private record Refusal(
      Verb verb,
      Predicate<ObjectKey> which,
      Function<ObjectKey, KubernetesClientException> error) {}

  /**
   * What an apply did.
   *
   * @param overruled field managers whose values were replaced
   */
  record Written(ObservedObject object, boolean isNew, Set<String> overruled) {}

  private static final class Stored {
    private ObjectNode json;
    private final FieldManagers managers = new FieldManagers();
    private ObservedObject observed;

    private Stored(ObjectNode json) {
      this.json = json;
      this.observed = observe(json);
    }

    private ObjectNode metadata() {
      return json.withObjectProperty("metadata");
    }
  }

  // What the test says.

  public synchronized InMemoryApiServer withNamespace(String name) {
    put("kubectl", new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
    return this;
  }

  /** Each Ingress has an address as soon as it is made. */
  public synchronized InMemoryApiServer withIngressController() {
    hasIngressController = true;
    return this;
  }

  /** What has an address keeps it. */
  public synchronized void removeIngressController() {
    hasIngressController = false;
  }

  /** As most clusters are. */
  public synchronized void removeGatewayApi() {
    servesGatewayApi = false;
  }

  /** From now on each such request gets the error, until {@link #refuseNothing}. */
  public synchronized void refuse(
      Verb verb, Predicate<ObjectKey> which, Function<ObjectKey, KubernetesClientException> error) {
    refusals.add(new Refusal(verb, which, error));
  }

  /** For all objects of a kind. */
  public void refuse(Verb verb, String kind, Function<ObjectKey, KubernetesClientException> error) {
    refuse(verb, key -> key.kind().equals(kind), error);
  }

  public void refuse(
      Verb verb, ObjectKey key, Function<ObjectKey, KubernetesClientException> error) {
    refuse(verb, key::equals, error);
  }

  public synchronized void refuseNothing() {
    refusals.clear();
  }

  /** Somebody else makes the object, or writes it as a whole. Its status counts too. */
  public synchronized void put(String manager, HasMetadata object) {
    ObjectKey key = ObjectKey.of(object);
    ObjectNode json = JSON.valueToTree(object);
    if (!objects.containsKey(key)) {
      requireNamespace(key);
      objects.put(key, new Stored(begin(json)));
    }
    edit(
        manager,
        key,
        live -> {
          ObjectNode metadata = live.withObjectProperty("metadata").deepCopy();
          live.removeAll();
          live.setAll(json.deepCopy());
          live.withObjectProperty("metadata")
              .setAll(
                  metadata.retain(
                      "uid",
                      "resourceVersion",
                      "generation",
                      "creationTimestamp",
                      "deletionTimestamp"));
        });
  }

  /** Somebody else changes an object that is there. */
  public synchronized void edit(String manager, ObjectKey key, Consumer<ObjectNode> change) {
    Stored stored = existing(key);
    ObjectNode before = stored.json.deepCopy();
    change.accept(stored.json);
    stored.managers.update(manager, before, stored.json);
    settle(key, stored, before);
  }

  /** Somebody else changes an object that is there, in its own type. */
  public <T extends HasMetadata> void edit(String manager, T which, Consumer<T> change) {
    edit(
        manager,
        ObjectKey.of(which),
        live -> {
          T typed = typed(live, which);
          change.accept(typed);
          live.removeAll();
          live.setAll((ObjectNode) JSON.valueToTree(typed));
        });
  }

  /** A controller says how the object stands, in YAML of the block style. */
  public synchronized void setStatus(ObjectKey key, String status) {
    Stored stored = existing(key);
    ObjectNode before = stored.json.deepCopy();
    stored.json.set("status", JSON.valueToTree(YAML.unmarshal(status, Map.class)));
    settle(key, stored, before);
  }

  /** Somebody else deletes it; what has finalizers, pods and namespaces stays until it ends. */
  public synchronized void deleteByHand(ObjectKey key) {
    beginDeletion(key, existing(key));
  }

  /** It is gone now, and a namespace with all that is in it. */
  public synchronized void end(ObjectKey key) {
    objects.remove(key);
    if (key.equals(ObjectKey.ofNamespace(key.name()))) {
      objects.keySet().removeIf(other -> other.namespace().equals(key.name()));
    }
  }

  // What the test asks.

  public synchronized List<ObjectKey> keys() {
    return List.copyOf(objects.keySet());
  }

  public synchronized boolean has(ObjectKey key) {
    return objects.containsKey(key);
  }

  /** The object as it stands, in the type of the one that names it. */
  public synchronized <T extends HasMetadata> T get(T which) {
    return typed(existing(ObjectKey.of(which)).json, which);
  }

  public synchronized JsonNode json(ObjectKey key) {
    return existing(key).json.deepCopy();
  }

  /** All requests of the operator since the last {@link #forgetCalls}. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The objects that were asked for or written in this way, in order. */
  public synchronized List<ObjectKey> calls(Verb verb) {
    return calls.stream().filter(call -> call.verb() == verb).map(Call::key).toList();
  }

  public synchronized void forgetCalls() {
    calls.clear();
  }

  // What the operator asks.

  synchronized boolean serves(ObjectKey key) {
    return !ClusterInternals.needsGatewayApi(key) || servesGatewayApi;
  }

  synchronized List<ObservedObject> observed() {
    return objects.values().stream().map(stored -> stored.observed).toList();
  }

  synchronized Optional<ObservedObject> observe(ObjectKey key) {
    return Optional.ofNullable(objects.get(key)).map(stored -> stored.observed);
  }

  synchronized <T extends HasMetadata> Optional<T> read(ObjectKey key, Class<T> type) {
    hear(Verb.READ, key);
    return Optional.ofNullable(objects.get(key)).map(stored -> typed(stored.json, type));
  }

  synchronized Optional<ObservedObject> read(ObjectKey key) {
    hear(Verb.READ, key);
    return observe(key);
  }

  synchronized Written apply(String manager, HasMetadata desired) {
    ObjectKey key = ObjectKey.of(desired);
    hear(Verb.APPLY, key);
    ObjectNode json = JSON.valueToTree(desired);
    boolean isNew = !objects.containsKey(key);
    if (isNew) {
      requireNamespace(key);
      objects.put(key, new Stored(begin(json)));
    }
    Stored stored = existing(key);
    ObjectNode before = stored.json.deepCopy();
    Set<String> overruled = stored.managers.apply(manager, stored.json, json);
    settle(key, stored, before);
    if (isNew && hasIngressController && key.kind().equals("Ingress")) {
      setStatus(key, "loadBalancer: {ingress: [{ip: 192.0.2.10}]}");
    }
    return new Written(stored.observed, isNew, overruled);
  }

  synchronized ObservedObject annotate(
      String manager, ObjectKey key, String annotation, Optional<String> value) {
    hear(Verb.ANNOTATE, key);
    edit(
        manager,
        key,
        live -> {
          List<String> path = List.of("metadata", "annotations", annotation);
          value.ifPresentOrElse(
              text -> JsonFields.set(live, path, live.textNode(text)),
              () -> JsonFields.remove(live, path));
        });
    return existing(key).observed;
  }

  /** In any state, or in this one only. */
  synchronized void delete(ObjectKey key, Optional<String> resourceVersion) {
    hear(Verb.DELETE, key);
    Stored stored = existing(key);
    if (resourceVersion.isPresent()
        && !resourceVersion.get().equals(stored.observed.resourceVersion())) {
      throw ApiErrors.conflict(key);
    }
    beginDeletion(key, stored);
  }

  private void hear(Verb verb, ObjectKey key) {
    calls.add(new Call(verb, key));
    refusals.stream()
        .filter(refusal -> refusal.verb() == verb && refusal.which().test(key))
        .findFirst()
        .ifPresent(
            refusal -> {
              throw refusal.error().apply(key);
            });
  }

  private Stored existing(ObjectKey key) {
    return Optional.ofNullable(objects.get(key)).orElseThrow(() -> ApiErrors.notFound(key));
  }

  private void requireNamespace(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      return;
    }
    Stored namespace = objects.get(ObjectKey.ofNamespace(key.namespace()));
    if (namespace == null) {
      throw ApiErrors.namespaceNotFound(key);
    }
    if (namespace.observed.deleting()) {
      throw ApiErrors.namespaceIsBeingTerminated(key);
    }
  }

  private void beginDeletion(ObjectKey key, Stored stored) {
    boolean lingers =
        key.kind().equals("Pod")
            || key.kind().equals("Namespace")
            || !stored.metadata().path("finalizers").isEmpty();
    if (!lingers) {
      objects.remove(key);
    } else if (!stored.observed.deleting()) {
      ObjectNode before = stored.json.deepCopy();
      stored.metadata().put("deletionTimestamp", now());
      settle(key, stored, before);
    }
  }

  /** The identity of a new object. */
  private ObjectNode begin(ObjectNode json) {
    ObjectNode blank = JSON.createObjectNode();
    blank.set("apiVersion", json.get("apiVersion"));
    blank.set("kind", json.get("kind"));
    ObjectNode metadata = blank.putObject("metadata");
    metadata.set("name", json.path("metadata").path("name"));
    if (json.path("metadata").hasNonNull("namespace")) {
      metadata.set("namespace", json.path("metadata").path("namespace"));
    }
    metadata.put("uid", "uid-" + ++lastUid);
    metadata.put("creationTimestamp", now());
    return blank;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What the server itself writes after each change. */
  private void settle(ObjectKey key, Stored stored, ObjectNode before) {
    ObjectNode metadata = stored.metadata();
    metadata.set("managedFields", stored.managers.toJson(key.apiVersion()));
    if (stored.json.equals(before) && metadata.has("resourceVersion")) {
      return;
    }
    if (stored.json.has("spec") && !stored.json.path("spec").equals(before.path("spec"))) {
      metadata.put("generation", before.path("metadata").path("generation").asLong() + 1);
    }
    metadata.put("resourceVersion", Long.toString(++lastVersion));
    stored.observed = observe(stored.json);
    if (stored.observed.deleting() && metadata.path("finalizers").isEmpty() && !ends(key)) {
      objects.remove(key);
    }
  }

  /** What the test ends, in place of a kubelet or of the namespace controller. */
  private static boolean ends(ObjectKey key) {
    return key.kind().equals("Pod") || key.kind().equals("Namespace");
  }

  private static ObservedObject observe(ObjectNode json) {
    return ClusterInternals.observed(typed(json, GenericKubernetesResource.class));
  }

  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> T typed(ObjectNode json, T like) {
    return typed(json, (Class<T>) like.getClass());
  }

  private static <T extends HasMetadata> T typed(ObjectNode json, Class<T> type) {
    try {
      return JSON.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a " + type.getSimpleName() + ": " + json, e);
    }
  }
}
