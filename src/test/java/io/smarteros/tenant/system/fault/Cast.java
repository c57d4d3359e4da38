package io.smarteros.tenant.system.fault;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.service.Credential;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.RecordHistory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A group of tenants, each with a story of its own. Every cast of the same stories has come to the
 * same end, whatever happens to the operator on the way.
 */
final class Cast {
  /** On a machine that has been left with the work of many kills. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A class that allows what Chatwoot needs. It must be there before the stories begin. */
  static final String CLASS_WITH_ROOT = "support";

  private static final Set<Kind> ENDINGS = Set.of(Kind.SWITCH_OFF, Kind.DELETION, Kind.DESTRUCTION);

  private static final String N8N = "services: {n8n: {}}";
  private static final String QUEUE = "services: {n8n: {settings: {mode: Queue}}}";
  private static final String BOTPRESS = "services: {botpress: {}}";
  private static final String ODOO = "services: {odoo: {}}";
  private static final String CRM = "services: {odoo: {settings: {modules: [crm]}}}";
  private static final String CHATWOOT = chatwoot("v4.16.1-ce");
  private static final String NEWER_CHATWOOT = chatwoot("v4.16.2-ce");
  private static final String BOTH = "services: {n8n: {}, botpress: {}}";
  private static final String CONFIRMABLE = "deletionPolicy: Delete\n" + N8N;

  private final Platform platform;
  private final String group;
  private final List<Story> stories;

  /**
   * None of them has begun.
   *
   * @param group the word before the first hyphen of the tenants' names
   */
  Cast(Platform platform, String group) {
    this.platform = platform;
    this.group = group;
    this.stories =
        List.of(
            story("password", bringUp(N8N), rotate(Credential.DATABASE_PASSWORD)),
            story("login", bringUp(N8N), rotate(Credential.LOGIN)),
            story("key", bringUp(QUEUE), rotate(Credential.API_KEY)),
            story("queue", bringUp(N8N), apply(Kind.QUEUE, QUEUE)),
            story("volume", bringUp(volume("5Gi")), apply(Kind.RESIZE, volume("9Gi"))),
            story("enlarged", bringUp(N8N), apply(Kind.ENLARGEMENT, memory("2Gi"))),
            story("suspended", bringUp(N8N), suspend()),
            story("resumed", bringUp(N8N), suspend(), resume(), suspend(), resume()),
            story("off", bringUp(N8N), apply(Kind.SWITCH_OFF, "services: {n8n: {enabled: false}}")),
            story("upgraded", bringUp(version("2.41.1")), apply(Kind.UPGRADE, version("2.41.2"))),
            story("more", bringUp(N8N), apply(Kind.ADDITION, BOTH)),
            story("kept", bringUp(N8N), delete()),
            story("chat", bringUp(BOTPRESS), delete(), apply(Kind.REVIVAL, BOTPRESS)),
            story("erp", bringUp(ODOO), delete(), apply(Kind.REVIVAL, CRM)),
            story("talk", bringUp(CHATWOOT), apply(Kind.UPGRADE, NEWER_CHATWOOT)),
            story("back", bringUp(N8N), delete(), apply(Kind.REVIVAL, N8N)),
            story("destroyed", bringUp(CONFIRMABLE), destroy()),
            story("anew", bringUp(CONFIRMABLE), destroy(), apply(Kind.NEW_BEGINNING, N8N)));
  }

  /** How many values of a secret or external object stood in the records, where not one did. */
  Map<RecordHistory.Generated, Integer> replaced() {
    return Map.of(
        generated("password", "/secrets/databasePassword"), 2,
        generated("login", "/secrets/ownerPassword"), 2,
        generated("login", "/secrets/ownerPasswordHash"), 2,
        generated("key", "/secrets/apiKey"), 2,
        generated("key", "/externals/api-key"), 2);
  }

  private RecordHistory.Generated generated(String story, String name) {
    return new RecordHistory.Generated(
        "tenant-record-%s-%s".formatted(group, story), 1, "n8n", name);
  }

  private Story story(String name, Step... steps) {
    return new Story(group + "-" + name, List.of(steps));
  }

  private static String version(String version) {
    return "services: {n8n: {version: %s}}".formatted(version);
  }

  private static String chatwoot(String version) {
    return "className: %s\nservices: {chatwoot: {version: %s}}".formatted(CLASS_WITH_ROOT, version);
  }

  private static String memory(String memory) {
    return "services: {n8n: {resources: {memory: %s}}}".formatted(memory);
  }

  private static String volume(String size) {
    return "services: {n8n: {settings: {binaryData: Volume}, storage: {size: %s}}}".formatted(size);
  }

  /** What happens to one tenant, and how far it has come. */
  private final class Story {
    private final String tenant;
    private final List<Step> steps;
    private int taken;
    private boolean wasFollowed = true;

    Story(String tenant, List<Step> steps) {
      this.tenant = tenant;
      this.steps = steps;
    }

    /** In what is left of a deleted tenant or of a switched-off service nothing is made again. */
    boolean isKeptRunning() {
      return steps.stream().map(Step::kind).noneMatch(ENDINGS::contains);
    }

    boolean hasBegun() {
      return taken > 0;
    }

    boolean isBeforeItsLastStep() {
      return taken < steps.size() - 1;
    }

    boolean isOver() {
      return taken == steps.size() && isLastStepDone();
    }

    boolean canGoOn() {
      return taken < steps.size() && isFollowed();
    }

    void goOn() {
      steps.get(taken).action.on(platform, tenant);
      taken++;
      wasFollowed = false;
    }

    /** What the operator has yet to do. */
    Optional<Kind> pending() {
      return isFollowed() ? Optional.empty() : Optional.of(steps.get(taken - 1).kind);
    }

    /** Once is enough: what is lost afterwards is not part of the story. */
    private boolean isFollowed() {
      wasFollowed = wasFollowed || isLastStepDone();
      return wasFollowed;
    }

    private boolean isLastStepDone() {
      return taken == 0 || steps.get(taken - 1).isDone.test(platform.find(tenant));
    }

    @Override
    public String toString() {
      return "%s: %d of %d".formatted(tenant, taken, steps.size());
    }
  }

  /** What a step means for the operator. */
  enum Kind {
    BRING_UP,
    RESIZE,
    ENLARGEMENT,
    SUSPENSION,
    RESUMPTION,
    SWITCH_OFF,
    UPGRADE,
    ADDITION,
    DELETION,
    REVIVAL,
    DESTRUCTION,
    NEW_BEGINNING,
    QUEUE,
    ROTATION
  }

  /**
   * What somebody does to a tenant.
   *
   * @param isDone whether the operator has followed
   */
  private record Step(Kind kind, Action action, Predicate<Optional<Tenant>> isDone) {}

  @FunctionalInterface
  private interface Action {
    void on(Platform platform, String tenant);
  }

  /** Goes on with each story whose last step is done. */
  void goOn() {
    stories.stream().filter(Story::canGoOn).forEach(Story::goOn);
  }

  /** Begins some of the stories. */
  void begin(Random random) {
    stories.stream()
        .filter(story -> !story.hasBegun() && random.nextInt(3) == 0)
        .forEach(Story::goOn);
  }

  /** Goes on with one of the stories whose last step is done, if there is any. */
  void oneGoesOn(Random random) {
    List<Story> candidates = stories.stream().filter(Story::canGoOn).toList();
    if (!candidates.isEmpty()) {
      candidates.get(random.nextInt(candidates.size())).goOn();
    }
  }

  /** The kinds of the steps that the operator has yet to do. */
  Set<Kind> pending() {
    return stories.stream()
        .flatMap(story -> story.pending().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Takes from one of the tenants what the operator has to make again. */
  void loseSomething(Random random) {
    List<String> candidates =
        stories.stream()
            .filter(story -> story.hasBegun() && story.isKeptRunning())
            .map(story -> story.tenant)
            .toList();
    if (candidates.isEmpty()) {
      return;
    }
    String namespace = "tenant-" + candidates.get(random.nextInt(candidates.size()));
    platform.client().network().networkPolicies().inNamespace(namespace).delete();
    platform.client().services().inNamespace(namespace).delete();
    platform.client().secrets().inNamespace(namespace).delete();
  }

  /** Waits until all stories have come to the point where only the last step is left. */
  void comeToLastSteps() {
    await(
        "all stories to come to their last steps",
        () -> {
          stories.stream()
              .filter(story -> !story.hasBegun() || story.isBeforeItsLastStep())
              .filter(Story::canGoOn)
              .forEach(Story::goOn);
          return stories.stream().noneMatch(Story::isBeforeItsLastStep) && pending().isEmpty();
        });
  }

  /** Waits until all stories are told. */
  void finish() {
    finish(() -> {});
  }

  /**
   * The same.
   *
   * @param meanwhile is called again and again
   */
  void finish(Runnable meanwhile) {
    await(
        "all stories to be told",
        () -> {
          meanwhile.run();
          goOn();
          return stories.stream().allMatch(Story::isOver);
        });
  }

  private void await(String what, BooleanSupplier condition) {
    try {
      Await.until(what, PATIENCE, condition);
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s; %s%n%s"
              .formatted(
                  e.getMessage(), stories, platform.kubectl("get", "tenants", "--output=wide")),
          e);
    }
  }

  private static Step bringUp(String spec) {
    return apply(Kind.BRING_UP, spec);
  }

  private static Step resume() {
    return apply(Kind.RESUMPTION, N8N);
  }

  private static Step apply(Kind kind, String spec) {
    return applied(kind, spec, "Ready");
  }

  /** The second annotation shows when the operator has seen the first. */
  private static Step rotate(Credential credential) {
    String value = credential.id() + "@1";
    return new Step(
        Kind.ROTATION,
        (platform, tenant) ->
            platform.kubectl(
                "annotate",
                "tenant",
                tenant,
                Names.ROTATE_ANNOTATION + "=n8n/" + value,
                Names.RECONCILE_AT_ANNOTATION + "=" + value),
        found ->
            found
                .filter(tenant -> isReady(tenant, "Ready"))
                .filter(tenant -> value.equals(tenant.getStatus().lastHandledReconcileAt()))
                .filter(tenant -> !message(tenant).contains("not replaced yet"))
                .isPresent());
  }

  private static String message(Tenant tenant) {
    return tenant.getStatus().condition("N8nReady").map(Condition::message).orElse("");
  }

  private static Step suspend() {
    return applied(Kind.SUSPENSION, "suspended: true\n" + N8N, "Suspended");
  }

  private static Step applied(Kind kind, String spec, String reason) {
    return new Step(
        kind,
        (platform, tenant) ->
            platform.applyTenant(tenant, "displayName: Cast\nadminEmail: it@cast.example\n" + spec),
        found -> found.filter(tenant -> isReady(tenant, reason)).isPresent());
  }

  private static Step delete() {
    return new Step(Kind.DELETION, Cast::delete, Optional::isEmpty);
  }

  private static Step destroy() {
    return new Step(
        Kind.DESTRUCTION,
        (platform, tenant) -> {
          platform.confirmDeletion(tenant);
          delete(platform, tenant);
        },
        Optional::isEmpty);
  }

  private static void delete(Platform platform, String tenant) {
    platform.kubectl("delete", "tenant", tenant, "--wait=false");
  }

  private static boolean isReady(Tenant tenant, String reason) {
    return tenant.getStatus() != null
        && tenant
            .getStatus()
            .condition("Ready")
            .filter(Condition::holds)
            .filter(ready -> ready.observedGeneration() == tenant.getMetadata().getGeneration())
            .filter(ready -> ready.reason().equals(reason))
            .isPresent();
  }
}
