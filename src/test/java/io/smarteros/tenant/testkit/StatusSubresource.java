package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.utils.ResponseProvider;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The status of one object at the mocked API server, which does not know server-side apply itself.
 * Every write raises the resourceVersion by one.
 *
 * @param <R> its kind
 * @param <S> its status
 */
public final class StatusSubresource<R extends CustomResource<?, S>, S> {
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final List<R> applied = new ArrayList<>();
  private final R object;
  private final Class<R> type;
  private int code = HttpURLConnection.HTTP_OK;

  @SuppressWarnings("unchecked")
  public StatusSubresource(MockApiServer apiServer, R object) {
    this.object = object;
    this.type = (Class<R>) object.getClass();
    apiServer
        .server()
        .expect()
        .patch()
        .withPath(
            "/apis/smarteros.io/v1alpha1/%s/%s/status?fieldManager=tenant-operator-status&force=true"
                .formatted(object.getPlural(), object.getMetadata().getName()))
        .andReply(new Answer())
        .always();
  }

  /** What the operator wrote, oldest first: each as it was sent. */
  public synchronized List<R> applied() {
    return List.copyOf(applied);
  }

  public synchronized List<S> statuses() {
    return applied.stream().map(CustomResource::getStatus).toList();
  }

  public S latest() {
    return statuses().getLast();
  }

  /** From now on the API server answers with this code and writes nothing. */
  public synchronized void refuseWith(int errorCode) {
    code = errorCode;
  }

  private synchronized Object answer(RecordedRequest request) {
    if (code != HttpURLConnection.HTTP_OK) {
      return new StatusBuilder().withCode(code).withMessage("refused by the test").build();
    }
    R sent = json.unmarshal(Objects.requireNonNull(request.getUtf8Body()), type);
    applied.add(sent);
    R result = json.clone(object);
    result.setStatus(sent.getStatus());
    long first = Long.parseLong(object.getMetadata().getResourceVersion());
    result.getMetadata().setResourceVersion(Long.toString(first + applied.size()));
    return result;
  }

  private final class Answer implements ResponseProvider<Object> {
    private Headers headers = Headers.builder().build();

    @Override
    public int getStatusCode(RecordedRequest request) {
      synchronized (StatusSubresource.this) {
        return code;
      }
    }

    @Override
    public Object getBody(RecordedRequest request) {
      return answer(request);
    }

    @Override
    public Headers getHeaders() {
      return headers;
    }

    @Override
    public void setHeaders(Headers changed) {
      headers = changed;
    }
  }
}
