package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.TenantService;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The operator as a process of another build, whose blueprints have one label more. */
public final class AnotherBuild {
  /** Whose value is {@code another}. */
  public static final String LABEL = "example.com/build";

  private static final Map<String, String> LABELS = Map.of(LABEL, "another");

  private AnotherBuild() {}

  /** On every object, and not on pods. */
  public static final class OfLabels {
    private OfLabels() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      start(AnotherBuild::labelled);
    }
  }

  /** On every Deployment and on its pods. */
  public static final class OfPods {
    private OfPods() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      start(object -> object instanceof Deployment deployment ? withPods(deployment) : object);
    }
  }

  private static void start(UnaryOperator<HasMetadata> change)
      throws IOException, InterruptedException {
    new TenantOperator(
            ConfigurationReader.read(System.getenv(), ConfigurationReader::readFile),
            (random, clock) -> applications(Applications.all(random, clock), change))
        .start();
  }

  private static Applications applications(
      Applications thisBuild, UnaryOperator<HasMetadata> change) {
    Map<ServiceName, TenantService> changed = new EnumMap<>(ServiceName.class);
    thisBuild
        .byName()
        .forEach((name, application) -> changed.put(name, application(application, change)));
    return new Applications(changed);
  }

  private static TenantService application(
      TenantService thisBuild, UnaryOperator<HasMetadata> change) {
    return (TenantService)
        Proxy.newProxyInstance(
            AnotherBuild.class.getClassLoader(),
            new Class<?>[] {TenantService.class},
            (_, method, arguments) -> {
              Object result = call(thisBuild, method, arguments);
              return result instanceof Blueprint blueprint ? changed(blueprint, change) : result;
            });
  }

  private static Object call(TenantService on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Blueprint changed(Blueprint blueprint, UnaryOperator<HasMetadata> change) {
    return new Blueprint(
        blueprint.volumes(),
        blueprint.stages().stream()
            .map(
                stage ->
                    new RolloutStage(stage.objects().stream().map(change).toList(), stage.gates()))
            .toList(),
        blueprint.endpoints());
  }

  private static HasMetadata labelled(HasMetadata object) {
    Map<String, String> labels = new TreeMap<>(object.getMetadata().getLabels());
    labels.putAll(LABELS);
    object.getMetadata().setLabels(labels);
    return object;
  }

  private static Deployment withPods(Deployment deployment) {
    return deployment
        .edit()
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToLabels(LABELS)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
