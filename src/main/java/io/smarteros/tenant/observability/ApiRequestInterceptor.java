package io.smarteros.tenant.observability;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;

/** Counts the Kubernetes client's requests, each attempt of a repeated one too. */
public final class ApiRequestInterceptor implements Interceptor {
  private static final String NO_ANSWER = "error";

  private final OperatorMetrics metrics;

  public ApiRequestInterceptor(OperatorMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, NO_ANSWER);
  }

  private void count(HttpRequest request, String code) {
    metrics.apiRequest(ApiRequest.of(request.method(), request.uri()), code);
  }
}
