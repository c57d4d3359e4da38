package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.tenantclass.rollout.ClassRevision;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.tenantclass.rollout.TenantTurn;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Turns in a class that sets no pace: everybody has one. */
public final class OpenTurns {
  private OpenTurns() {}

  public static TenantTurn of(RecordSession recordSession) {
    TenantClass tenantClass = Manifests.tenantClass("standard", "baseDomain: example.com");
    return new TenantTurn(
        new Rollouts(Map::of, _ -> List.of(), _ -> {}, InstantSource.system()),
        "acme",
        tenantClass,
        new ClassRevision("standard-1", tenantClass.getSpec()),
        true,
        recordSession);
  }
}
