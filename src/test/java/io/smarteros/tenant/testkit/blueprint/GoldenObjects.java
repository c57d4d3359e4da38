package io.smarteros.tenant.testkit.blueprint;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.Route;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects of one application, as files that people read.
 *
 * @param application the folder of its files
 */
public record GoldenObjects(String application) {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  /** The blueprint's, with the Jobs of its gates, and the routes that the core makes. */
  public static Stream<HasMetadata> of(ServicePlan plan, Blueprint blueprint) {
    return Stream.of(
            blueprint.volumes().stream(),
            blueprint.stages().stream().flatMap(GoldenObjects::inOrder),
            Route.of(plan, blueprint.endpoints()).stream())
        .flatMap(objects -> objects);
  }

  private static Stream<HasMetadata> inOrder(RolloutStage stage) {
    return Stream.concat(
        stage.objects().stream(), stage.gates().stream().flatMap(GoldenObjects::job));
  }

  private static Stream<HasMetadata> job(Gate gate) {
    return gate instanceof Gate.Completed run ? Stream.of(run.job()) : Stream.empty();
  }

  /** Fails when they are other ones than those in the file. */
  public void assertMatch(String name, Stream<HasMetadata> objects) {
    GeneratedFile.check(
        FOLDER.resolve(application).resolve(name + ".yaml"),
        objects.map(Serialization::asYaml).collect(Collectors.joining()));
  }
}
