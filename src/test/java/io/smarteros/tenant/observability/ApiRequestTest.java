package io.smarteros.tenant.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestTest {
  @ParameterizedTest
  @CsvSource({
    "GET,    /apis/smarteros.io/v1alpha1/tenants,                              list,   tenants",
    "GET,    /apis/smarteros.io/v1alpha1/tenants?watch=true&resourceVersion=1, watch,  tenants",
    "GET,    /apis/smarteros.io/v1alpha1/tenants?allowWatchBookmarks=true&watch=true, watch, tenants",
    "GET,    /apis/smarteros.io/v1alpha1/tenants/acme,                         get,    tenants",
    "PATCH,  /apis/smarteros.io/v1alpha1/tenants/acme/status,                  patch,  tenants/status",
    "GET,    /apis/apps/v1/deployments,                                        list,   deployments",
    "GET,    /apis/apps/v1/namespaces/tenant-acme/deployments,                 list,   deployments",
    "PATCH,  /apis/apps/v1/namespaces/tenant-acme/deployments/n8n?force=true,  patch,  deployments",
    "DELETE, /apis/apps/v1/namespaces/tenant-acme/deployments/n8n,             delete, deployments",
    "DELETE, /apis/apps/v1/namespaces/tenant-acme/deployments,                 deletecollection, deployments",
    "PUT,    /api/v1/namespaces/tenant-acme/secrets/n8n,                       update, secrets",
    "POST,   /api/v1/namespaces/tenant-acme/secrets,                           create, secrets",
    "GET,    /api/v1/namespaces,                                               list,   namespaces",
    "GET,    /api/v1/namespaces/tenant-acme,                                   get,    namespaces",
    "PATCH,  /api/v1/namespaces/tenant-acme/status,                            patch,  namespaces/status",
    "PUT,    /api/v1/namespaces/tenant-acme/finalize,                          update, namespaces/finalize",
    "GET,    /api/v1/namespaces/api/pods/apis,                                 get,    pods",
    "GET,    /k8s/clusters/c-abc/api/v1/namespaces/x/pods/y/log,               get,    pods/log",
    "GET,    /k8s/clusters/c-abc/apis/apps/v1/deployments,                     list,   deployments",
    "GET,    /version,                                                         get,    other",
    "GET,    /apis,                                                            get,    other",
    "GET,    /apis/apps/v1,                                                    get,    other",
    "GET,    /api/v1,                                                          get,    other",
    "OPTIONS, /api/v1/namespaces/x/pods,                                       other,  pods"
  })
  void says_what_is_done_to_which_resource(
      String method, String path, String verb, String resource) {
    assertThat(ApiRequest.of(method, URI.create("https://127.0.0.1:6443" + path)))
        .isEqualTo(new ApiRequest(verb, resource));
  }
}
