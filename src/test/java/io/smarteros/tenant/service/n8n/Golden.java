package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Route;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What exists of an n8n, as files. */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden/n8n");

  private Golden() {}

  static void assertMatches(String name, N8nPlans plans) {
    GeneratedFile.check(
        FOLDER.resolve(name + ".yaml"),
        objects(plans).map(Serialization::asYaml).collect(Collectors.joining()));
  }

  /** The blueprint's, and the routes that the core makes. */
  static Stream<HasMetadata> objects(N8nPlans plans) {
    Blueprint blueprint = N8nBlueprint.of(plans.plan());
    return Stream.of(
            blueprint.volumes().stream(),
            blueprint.objects(),
            Route.of(plans.plan(), blueprint.endpoints()).stream())
        .flatMap(objects -> objects);
  }
}
