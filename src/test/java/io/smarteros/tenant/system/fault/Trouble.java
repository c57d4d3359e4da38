package io.smarteros.tenant.system.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.Set;

/**
 * Something that cannot be done for a tenant, from its cause to its end. What the tenant ran before
 * is to be left alone.
 */
final class Trouble {
  private final Platform platform;
  private final Scene scene;
  private final String tenant;
  private Runnable given = () -> {};
  private Runnable before = () -> {};
  private Runnable cause = () -> {};
  private Runnable remedy = () -> {};
  private ConditionType condition = ConditionType.SERVICE_READY;
  private Reason reason = Reason.READY;
  private String advice = "";
  private String service = "N8nReady";
  private Kstatus kstatus = Kstatus.FAILED;
  private boolean leavesPodsAlone;
  private Set<String> podsBefore = Set.of();

  Trouble(Platform platform, Scene scene, String tenant) {
    this.platform = platform;
    this.scene = scene;
    this.tenant = tenant;
  }

  String tenant() {
    return tenant;
  }

  /** What is there before the Tenant. */
  Trouble given(Runnable prepared) {
    given = prepared;
    return this;
  }

  /** The tenant is Ready with this spec before the trouble comes. */
  Trouble after(String... spec) {
    before = () -> scene.tenant(tenant, spec);
    leavesPodsAlone = true;
    return this;
  }

  Trouble comesFrom(Runnable action) {
    cause = action;
    return this;
  }

  Trouble comesFrom(String... spec) {
    return comesFrom(() -> scene.tenant(tenant, spec));
  }

  /** The spec that cannot be followed lets the pods go before it is known that it cannot. */
  Trouble endingThePods() {
    leavesPodsAlone = false;
    return this;
  }

  /**
   * How it shows.
   *
   * @param told part of the message: what a person should do
   */
  Trouble shows(ConditionType where, Reason why, String told) {
    condition = where;
    reason = why;
    advice = told;
    return this;
  }

  /** It may end without a person. */
  Trouble endingByItself() {
    kstatus = Kstatus.IN_PROGRESS;
    return this;
  }

  Trouble endsWith(Runnable action) {
    remedy = action;
    return this;
  }

  Trouble endsWith(String... spec) {
    return endsWith(() -> scene.tenant(tenant, spec));
  }

  void prepare() {
    given.run();
    before.run();
  }

  void awaitPrepared() {
    if (platform.find(tenant).isPresent()) {
      platform.awaitReady(tenant);
      podsBefore = scene.pods(tenant);
      assertThat(podsBefore).as("pods of %s before", tenant).isNotEmpty();
    }
  }

  void cause() {
    cause.run();
  }

  /** The condition of the table says the reason of the table and what to do. */
  void isTold() {
    Tenant told = platform.awaitReason(tenant, conditionType(), reason.id());

    assertThat(reason.conditions()).as("conditions of %s in the table", reason).contains(condition);
    assertThat(condition(told, conditionType()).message()).contains(advice).hasLineCount(1);
    assertThat(condition(told, "Ready").status()).isEqualTo(Condition.Status.FALSE);
    assertThat(condition(told, "Ready").reason()).isEqualTo(reason.id());
    platform.await(tenant, "to be " + kstatus + " by kstatus", now -> Kstatus.of(now) == kstatus);
    String sum = kstatus == Kstatus.FAILED ? "Stalled" : "Reconciling";
    assertThat(condition(platform.find(tenant).orElseThrow(), sum).reason())
        .as("reason of %s", sum)
        .isEqualTo(reason.id());
    assertThat(podsAreLeftAlone()).as("pods of before run on").isTrue();
  }

  void end() {
    remedy.run();
  }

  void isOver() {
    platform.awaitReady(tenant);
  }

  private boolean podsAreLeftAlone() {
    return !leavesPodsAlone || scene.pods(tenant).equals(podsBefore);
  }

  private String conditionType() {
    return condition == ConditionType.SERVICE_READY ? service : condition.id();
  }

  /** It shows in the condition of another service than n8n. */
  Trouble ofService(String conditionType) {
    service = conditionType;
    return this;
  }

  private static Condition condition(Tenant tenant, String type) {
    return tenant
        .getStatus()
        .condition(type)
        .orElseThrow(() -> new AssertionError("There is no condition " + type));
  }
}
