package io.smarteros.tenant.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.observability.ApiRequestInterceptor;
import io.smarteros.tenant.observability.OperatorMetrics;

/** The Kubernetes client, as the operator needs it. */
final class KubernetesClientFactory {
  private static final int REQUEST_RETRIES = 3;

  private KubernetesClientFactory() {}

  static KubernetesClient open(OperatorMetrics metrics) {
    // Whoever calls tries again later; long silent retries would only hide what is wrong.
    Config config =
        new ConfigBuilder(Config.autoConfigure(null))
            .withRequestRetryBackoffLimit(REQUEST_RETRIES)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("metrics", new ApiRequestInterceptor(metrics)))
        .build();
  }

  static KubernetesSerialization serialization() {
    // One Tenant with a value of a newer operator would end the watch of all Tenants.
    ObjectMapper json =
        new ObjectMapper(new DepthLimitedJsonFactory())
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE);
    return new KubernetesSerialization(json, true);
  }
}
