package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Tenant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesClientFactoryTest {
  private final KubernetesSerialization json = KubernetesClientFactory.serialization();

  @ParameterizedTest
  @ValueSource(strings = {"[%s]", "{\"a\":%s}", "[0,{\"a\":[%s,1]}]"})
  void a_tenant_is_read_however_deep_its_metadata_is(String level) {
    String deep = "1";
    for (int levels = 0; levels < 3_000; levels++) {
      deep = level.formatted(deep);
    }
    String event = "{\"type\": \"ADDED\", \"object\": %s}".formatted(tenant("story", deep));

    // as the client does once it is asked for Tenants
    json.registerKubernetesResource(Tenant.class);
    Tenant tenant = (Tenant) json.unmarshal(event, WatchEvent.class).getObject();

    String read = json.asJson(json.clone(tenant));
    String upperLevels = level.substring(0, level.indexOf('%')).repeat(25);
    assertThat(read)
        .hasSizeLessThan(deep.length())
        .containsPattern("\"f:story\":" + Pattern.quote(upperLevels))
        .containsPattern("\"story\":" + Pattern.quote(upperLevels));
  }

  @Test
  void a_tenant_is_read_however_long_its_keys_are() {
    String key = "x".repeat(60_000);

    Tenant tenant = json.unmarshal(tenant(key, "1"), Tenant.class);

    assertThat(tenant.getSpec().rowMetadata()).containsKey(key);
  }

  private static String tenant(String key, String value) {
    return """
        {"apiVersion": "smarteros.io/v1alpha1", "kind": "Tenant",
         "metadata": {"name": "acme", "managedFields": [{"fieldsV1": {"f:%1$s": %2$s}}]},
         "spec": {"displayName": "Acme", "rowMetadata": {"%1$s": %2$s}}}
        """
        .formatted(key, value);
  }
}
