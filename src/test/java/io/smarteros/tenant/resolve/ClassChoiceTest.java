package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.TenantRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClassChoiceTest {
  private static final TenantClass GOLD = tenantClass("gold", "baseDomain: gold.example.com");
  private static final TenantClass STANDARD =
      tenantClass("standard", "baseDomain: tenants.example.com");

  @Test
  void the_class_that_the_tenant_names_serves_it() {
    assertThat(chosen(naming("gold"), List.of(STANDARD, GOLD)))
        .isEqualTo(new ClassChoice.Chosen(GOLD, Optional.empty()));
  }

  @Test
  void without_a_name_the_default_serves_it() {
    TenantClass byDefault = asDefault("standard");

    assertThat(chosen(naming(null), List.of(byDefault, GOLD)))
        .isEqualTo(new ClassChoice.Chosen(byDefault, Optional.empty()));
  }

  @Test
  void a_class_that_is_missing_is_named_in_the_message() {
    assertThat(problem(chosen(naming("platinum"), List.of(GOLD))))
        .isEqualTo(
            new Problem(
                Reason.CLASS_NOT_FOUND,
                "TenantClass platinum does not exist. Create it, or name another one in spec.className"));
  }

  @Test
  void no_default_and_no_name_is_a_problem() {
    assertThat(problem(chosen(naming(null), List.of(GOLD))).reason())
        .isEqualTo(Reason.NO_DEFAULT_CLASS);
  }

  @Test
  void two_defaults_are_a_problem_that_names_both() {
    Problem problem = problem(chosen(naming(null), List.of(asDefault("b"), asDefault("a"))));

    assertThat(problem.reason()).isEqualTo(Reason.MULTIPLE_DEFAULT_CLASSES);
    assertThat(problem.message()).contains("default: a, b");
  }

  @Test
  void a_placed_tenant_stays_in_its_class_and_says_that_another_is_asked_for() {
    ClassChoice choice =
        ClassChoice.of(naming("gold"), List.of(GOLD, STANDARD), Optional.of(placedIn(STANDARD)));

    assertThat(choice).isInstanceOf(ClassChoice.Chosen.class);
    ClassChoice.Chosen chosen = (ClassChoice.Chosen) choice;
    assertThat(chosen.tenantClass()).isEqualTo(STANDARD);
    assertThat(chosen.differs()).map(Problem::reason).contains(Reason.PLACEMENT_DIFFERS);
  }

  @Test
  void a_placed_tenant_does_not_follow_a_new_default() {
    TenantClass newDefault = asDefault("other");

    assertThat(
            ClassChoice.of(
                naming(null), List.of(newDefault, STANDARD), Optional.of(placedIn(STANDARD))))
        .isEqualTo(new ClassChoice.Chosen(STANDARD, Optional.empty()));
  }

  @Test
  void a_placed_tenant_whose_class_is_gone_is_not_told_to_name_another() {
    assertThat(
            problem(ClassChoice.of(naming("gold"), List.of(GOLD), Optional.of(placedIn(STANDARD)))))
        .isEqualTo(
            new Problem(
                Reason.CLASS_NOT_FOUND,
                "The tenant was created with TenantClass standard, which does not exist any more. Create it again"));
  }

  @Test
  void a_class_that_is_being_deleted_takes_no_new_tenant() {
    TenantClass going = asDefault("going");
    going.getMetadata().setDeletionTimestamp("2026-11-01T10:00:00Z");

    assertThat(problem(chosen(naming("going"), List.of(going, GOLD))).message())
        .isEqualTo(
            "TenantClass going is being deleted and takes no new Tenant. Name another one in spec.className");
    assertThat(problem(chosen(naming(null), List.of(going, GOLD))).reason())
        .isEqualTo(Reason.NO_DEFAULT_CLASS);
    assertThat(ClassChoice.of(naming("going"), List.of(going), Optional.of(placedIn(going))))
        .isEqualTo(new ClassChoice.Chosen(going, Optional.empty()));
  }

  @Test
  void a_class_that_only_a_newer_operator_understands_is_not_followed() {
    for (String field :
        List.of(
            "podSecurity: UNKNOWN",
            "network: {egress: UNKNOWN}",
            "database: {host: p, adminSecret: a, sslMode: UNKNOWN}")) {
      TenantClass newer = tenantClass("newer", "baseDomain: tenants.example.com\n" + field);

      Problem problem = problem(chosen(naming("newer"), List.of(newer)));
      assertThat(problem.reason()).isEqualTo(Reason.NOT_SUPPORTED_YET);
      assertThat(problem.message()).contains("of TenantClass newer");
    }
  }

  private static ClassChoice chosen(Tenant tenant, List<TenantClass> classes) {
    return ClassChoice.of(tenant, classes, Optional.empty());
  }

  private static Problem problem(ClassChoice choice) {
    assertThat(choice).isInstanceOf(ClassChoice.Impossible.class);
    return ((ClassChoice.Impossible) choice).problem();
  }

  private static Tenant naming(@Nullable String className) {
    return tenant(
        "acme",
        className == null ? "displayName: Acme" : "displayName: Acme\nclassName: " + className);
  }

  private static TenantClass asDefault(String name) {
    TenantClass tenantClass = tenantClass(name, "baseDomain: tenants.example.com");
    tenantClass.getMetadata().setAnnotations(Map.of(TenantClass.DEFAULT_CLASS_ANNOTATION, "true"));
    return tenantClass;
  }

  private static TenantRecord placedIn(TenantClass tenantClass) {
    return TenantRecord.begin("acme-uid", Placements.first(naming(null), tenantClass));
  }
}
