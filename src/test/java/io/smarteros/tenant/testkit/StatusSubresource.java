package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.utils.ResponseProvider;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The status of one Tenant at the mocked API server, which does not know server-side apply itself.
 * Every write raises the resourceVersion by one.
 */
public final class StatusSubresource {
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final List<Tenant> applied = new ArrayList<>();
  private final Tenant tenant;
  private int code = HttpURLConnection.HTTP_OK;

  public StatusSubresource(MockApiServer apiServer, Tenant tenant) {
    this.tenant = tenant;
    apiServer
        .server()
        .expect()
        .patch()
        .withPath(
            "/apis/smarteros.io/v1alpha1/tenants/%s/status?fieldManager=tenant-operator-status&force=true"
                .formatted(tenant.getMetadata().getName()))
        .andReply(new Answer())
        .always();
  }

  /** What the operator wrote, oldest first: each as it was sent. */
  public synchronized List<Tenant> applied() {
    return List.copyOf(applied);
  }

  public synchronized List<TenantStatus> statuses() {
    return applied.stream().map(Tenant::getStatus).toList();
  }

  public TenantStatus latest() {
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
    Tenant sent = json.unmarshal(Objects.requireNonNull(request.getUtf8Body()), Tenant.class);
    applied.add(sent);
    Tenant result = json.clone(tenant);
    result.setStatus(sent.getStatus());
    long first = Long.parseLong(tenant.getMetadata().getResourceVersion());
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
