package io.smarteros.tenant.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The chart grants what the operator does, and nothing else: by the audit log of all that it did in
 * this run, and at least the whole life of a tenant here.
 */
@PlatformTest
final class RightsTest {
  private static final Set<String> APPLY = Set.of("get", "create", "patch", "delete");
  private static final String LATER = "applications that come later run something once";
  private static final String GATEWAY = "only where the cluster has the Gateway API";
  private static final List<Excuse> EXCUSES =
      List.of(
          new Excuse("batch", "jobs", APPLY, LATER),
          new Excuse("batch", "cronjobs", APPLY, LATER),
          new Excuse("gateway.networking.k8s.io", "httproutes", APPLY, GATEWAY),
          new Excuse("gateway.networking.k8s.io", "httproutes", Set.of("list", "watch"), GATEWAY),
          new Excuse("gateway.networking.k8s.io", "gateways", Set.of("get"), GATEWAY),
          new Excuse(
              "cert-manager.io",
              "certificates",
              Set.of("get"),
              "only where a certificate is not there yet"),
          new Excuse(
              "smarteros.io",
              "tenants",
              Set.of("get"),
              "the SDK reads again after a conflict over a finalizer"),
          new Excuse("smarteros.io", "tenantclasses", Set.of("get"), "likewise"),
          new Excuse(
              "smarteros.io",
              "tenants",
              Set.of("create", "delete"),
              "Tenants of rows, which RowImportTest makes"),
          new Excuse(
              "", "serviceaccounts", Set.of("create"), "the cluster is faster in making it again"));

  private final Platform platform;
  private final Scene scene;
  private final OperatorChart chart;

  RightsTest(Platform platform, Binaries binaries) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.chart = new OperatorChart(binaries);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void what_the_operator_does_it_may_and_what_it_may_it_does() {
    a_tenant_comes_up_and_somebody_interferes();
    its_class_changes();
    an_election_is_held_and_somebody_interferes_again();
    the_tenant_ends_with_its_data();
    a_guest_comes_and_goes();

    Rights rights =
        Rights.of(
            Manifests.parse(chart.render("--set=rowImport.enabled=true")), OperatorChart.user());
    assertThat(
            rights.complaints(
                platform.requests().all(), EXCUSES, namespace -> namespace.startsWith("tenant-")))
        .isEmpty();
  }

  private void a_tenant_comes_up_and_somebody_interferes() {
    scene.tenantClass("rightful");
    platform.applyTenant(
        "rightful", spec("className: rightful\nservices: {n8n: {settings: {binaryData: Volume}}}"));
    platform.awaitReady("rightful");
    assertThat(events("note")).as("drift of a tenant that nobody touched").isEmpty();
    interfere();
    Await.until(
        "an Event",
        Platform.PATIENCE,
        () -> events("note").contains("Reverted a change to Deployment tenant-rightful/n8n"));
  }

  /** The revision that the tenant followed before goes. */
  private void its_class_changes() {
    platform.kubectl(
        "patch",
        "tenantclass/rightful",
        "--type=merge",
        "--patch={\"spec\":{\"services\":{\"odoo\":{\"resources\":{\"cpu\":\"350m\"}}}}}");
    String before = revisions();
    Await.until(
        "another revision of the class, alone",
        Platform.PATIENCE,
        () -> !revisions().equals(before) && revisions().lines().count() == 1);
  }

  private String revisions() {
    return platform.kubectl(
        "get",
        "controllerrevisions",
        "--namespace=smarteros-system",
        "--selector=smarteros.io/class=rightful",
        "--output=name");
  }

  /** The same Event again is counted on the first one. */
  private void an_election_is_held_and_somebody_interferes_again() {
    platform.whileStopped(
        () -> {
          try (var elected = platform.anotherOperator(Map.of("LEADER_ELECTION", "true"))) {
            elected.start();
            Await.until("the only replica to lead", Platform.PATIENCE, elected::leads);
            platform.lookAgain("rightful");
            interfere();
            Await.until(
                "the Event to be counted",
                Platform.PATIENCE,
                () -> events("series.count").equals("2"));
          }
        });
  }

  private void the_tenant_ends_with_its_data() {
    platform.applyTenant(
        "rightful", spec("className: rightful\nservices: {n8n: {enabled: false}}"));
    platform.awaitReady("rightful");
    destroy("rightful");
  }

  private void a_guest_comes_and_goes() {
    platform.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: tenant-welcome
          labels: {smarteros.io/tenant: welcome}
          annotations: {smarteros.io/adopt-by: welcome}
        """);
    platform.applyTenant("welcome", spec("services: {n8n: {settings: {binaryData: Volume}}}"));
    platform.awaitReady("welcome");
    destroy("welcome");
  }

  private static String spec(String services) {
    return """
        displayName: Rightful
        adminEmail: it@rightful.example
        deletionPolicy: Delete
        """
        + services;
  }

  private void destroy(String tenant) {
    platform.confirmDeletion(tenant);
    platform.deleteTenant(tenant);
  }

  private void interfere() {
    platform.kubectl("scale", "deployment/n8n", "--replicas=0", "--namespace=tenant-rightful");
  }

  /** A field of the Event that tells of the interference; empty as long as there is none. */
  private String events(String field) {
    return platform.kubectl(
        "get",
        "events.v1.events.k8s.io",
        "--namespace=default",
        "--field-selector=reason=DriftCorrected,regarding.name=rightful",
        "--output=jsonpath={.items[*]." + field + "}");
  }
}
