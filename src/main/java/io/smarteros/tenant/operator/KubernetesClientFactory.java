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
import java.time.Duration;

/** The Kubernetes client, as the operator needs it. */
final class KubernetesClientFactory {
  private static final int REQUEST_RETRIES = 3;

  private KubernetesClientFactory() {}

  static KubernetesClient open(OperatorMetrics metrics) {
    // Whoever calls tries again later; long silent retries would only hide what is wrong.
    return open(
        new ConfigBuilder(Config.autoConfigure(null))
            .withRequestRetryBackoffLimit(REQUEST_RETRIES)
            .build(),
        metrics);
  }

  /**
   * A client for the lease alone.
   *
   * @param timeout of a request, after which its connection is closed, and none is repeated
   */
  static KubernetesClient openForLease(Config config, Duration timeout, OperatorMetrics metrics) {
    int millis = Math.toIntExact(timeout.toMillis());
    return open(
        new ConfigBuilder(config)
            // as client-go does, so that the API server can tell who asks and serve it first
            .withUserAgent(config.getUserAgent() + "/leader-election")
            .withConnectionTimeout(millis)
            .withRequestTimeout(millis)
            .withRequestRetryBackoffLimit(0)
            // with HTTP/2, the next attempt would go through the connection that hangs
            .withHttp2Disable(true)
            .build(),
        metrics);
  }

  private static KubernetesClient open(Config config, OperatorMetrics metrics) {
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
    return new GenericSerialization(json);
  }
}
