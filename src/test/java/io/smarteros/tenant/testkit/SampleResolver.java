package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.resolve.ServiceDefaults;
import java.util.Map;
import java.util.Optional;

/** The defaults of an operator that can run n8n and nothing else. */
public final class SampleResolver {
  private SampleResolver() {}

  public static Resolver ofN8n() {
    return new Resolver(
        Map.of(
            ServiceName.N8N,
            new ServiceDefaults(
                "2.41.1",
                "n8nio/n8n",
                "200m",
                "1536Mi",
                "5Gi",
                "n8n-data",
                _ -> Optional.empty(),
                (_, _) -> Optional.empty())));
  }
}
