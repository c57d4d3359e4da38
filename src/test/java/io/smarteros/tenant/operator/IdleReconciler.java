package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Tenant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does nothing with a tenant, and tells when it was asked to. */
final class IdleReconciler implements Reconciler<Tenant> {
  private final CountDownLatch asked = new CountDownLatch(1);

  @Override
  public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) {
    asked.countDown();
    return UpdateControl.noUpdate();
  }

  void awaitFirstPass() throws InterruptedException {
    assertThat(asked.await(30, TimeUnit.SECONDS)).as("reconciled within 30 s").isTrue();
  }
}
