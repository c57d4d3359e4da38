package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import java.util.stream.Stream;

/** What exists of an n8n, as files. */
final class Golden {
  private static final GoldenObjects FILES = new GoldenObjects("n8n");

  private Golden() {}

  static void assertMatches(String name, N8nPlans plans) {
    FILES.assertMatch(name, objects(plans));
  }

  static Stream<HasMetadata> objects(N8nPlans plans) {
    return GoldenObjects.of(plans.plan(), N8nBlueprint.of(plans.plan()));
  }
}
