package io.smarteros.tenant.system;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.testkit.Platform;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A group of tenants, each with a story of its own. Every cast of the same stories has come to the
 * same end, whatever happens to the operator on the way.
 */
final class Cast {
  private static final String N8N = "services: {n8n: {}}";

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
            story("plain", apply(N8N)),
            story("volume", apply(volume("5Gi")), apply(volume("9Gi"))),
            story("suspended", apply(N8N), suspend()),
            story("resumed", apply(N8N), suspend(), apply(N8N), suspend(), apply(N8N)),
            story("off", apply(N8N), apply("services: {n8n: {enabled: false}}")),
            story(
                "upgraded",
                apply("services: {n8n: {version: 2.41.1}}"),
                apply("services: {n8n: {version: 2.41.2}}"),
                apply("services: {n8n: {version: 2.41.2, resources: {memory: 2Gi}}}")),
            story("kept", apply(N8N), delete()),
            story("back", apply(N8N), delete(), apply(N8N)),
            story("destroyed", apply("deletionPolicy: Delete\n" + N8N), destroy()),
            story("anew", apply("deletionPolicy: Delete\n" + N8N), destroy(), apply(N8N)));
  }

  private Story story(String name, Step... steps) {
    return new Story(group + "-" + name, List.of(steps));
  }

  private static String volume(String size) {
    return "services: {n8n: {settings: {binaryData: Volume}, storage: {size: %s}}}".formatted(size);
  }

  /** What happens to one tenant, and how far it has come. */
  private final class Story {
    private final String tenant;
    private final List<Step> steps;
    private int taken;

    Story(String tenant, List<Step> steps) {
      this.tenant = tenant;
      this.steps = steps;
    }

    /** In what is left of a deleted tenant nothing is made again. */
    boolean isKept() {
      return steps.stream().noneMatch(Step::deletes);
    }

    boolean isOver() {
      return taken == steps.size() && isLastStepDone();
    }

    void goOn(BooleanSupplier chance) {
      if (taken < steps.size() && isLastStepDone() && chance.getAsBoolean()) {
        steps.get(taken).action.on(platform, tenant);
        taken++;
      }
    }

    private boolean isLastStepDone() {
      return taken == 0 || steps.get(taken - 1).isDone.test(platform.find(tenant));
    }

    @Override
    public String toString() {
      return "%s: %d of %d".formatted(tenant, taken, steps.size());
    }
  }

  /**
   * What somebody does to a tenant.
   *
   * @param isDone whether the operator has followed
   */
  private record Step(Action action, boolean deletes, Predicate<Optional<Tenant>> isDone) {}

  @FunctionalInterface
  private interface Action {
    void on(Platform platform, String tenant);
  }

  /** Goes on with each story whose last step is done, if chance has it. */
  void goOn(BooleanSupplier chance) {
    stories.forEach(story -> story.goOn(chance));
  }

  /** Takes from one of the tenants what the operator has to make again. */
  void loseSomething(Random random) {
    List<String> candidates =
        stories.stream().filter(Story::isKept).map(story -> story.tenant).toList();
    String namespace = "tenant-" + candidates.get(random.nextInt(candidates.size()));
    platform.client().network().networkPolicies().inNamespace(namespace).delete();
    platform.client().services().inNamespace(namespace).delete();
    platform.client().secrets().inNamespace(namespace).delete();
    platform.client().configMaps().inNamespace(namespace).withName("n8n").delete();
  }

  /** Waits until all stories are told. */
  void finish() {
    try {
      Await.until(
          "all stories to be told",
          Platform.PATIENCE,
          () -> {
            goOn(() -> true);
            return stories.stream().allMatch(Story::isOver);
          });
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s; %s%n%s"
              .formatted(
                  e.getMessage(), stories, platform.kubectl("get", "tenants", "--output=wide")),
          e);
    }
  }

  private static Step apply(String spec) {
    return applied(spec, "Ready");
  }

  private static Step suspend() {
    return applied("suspended: true\n" + N8N, "Suspended");
  }

  private static Step applied(String spec, String reason) {
    return new Step(
        (platform, tenant) ->
            platform.applyTenant(tenant, "displayName: Cast\nadminEmail: it@cast.example\n" + spec),
        false,
        found -> found.filter(tenant -> isReady(tenant, reason)).isPresent());
  }

  private static Step delete() {
    return new Step(Cast::delete, true, Optional::isEmpty);
  }

  private static Step destroy() {
    return new Step(
        (platform, tenant) -> {
          platform.kubectl("annotate", "tenant", tenant, "smarteros.io/confirm-delete=" + tenant);
          delete(platform, tenant);
        },
        true,
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
            .filter(ready -> ready.status() == Condition.Status.TRUE)
            .filter(ready -> ready.observedGeneration() == tenant.getMetadata().getGeneration())
            .filter(ready -> ready.reason().equals(reason))
            .isPresent();
  }
}
