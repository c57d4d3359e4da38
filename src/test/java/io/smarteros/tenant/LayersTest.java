package io.smarteros.tenant;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** The rooms of the house, and which doors between them stay shut. */
@AnalyzeClasses(packages = "io.smarteros.tenant", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  private static final String ROOT = "io.smarteros.tenant.";

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      slices().matching("io.smarteros.tenant.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule api_knows_nothing_else_of_ours =
      classes()
          .that()
          .resideInAPackage(ROOT + "api..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              ROOT + "resolve..",
              ROOT + "record..",
              ROOT + "service..",
              ROOT + "cluster..",
              ROOT + "supabase..",
              ROOT + "postgres..",
              ROOT + "operator..");

  @ArchTest
  static final ArchRule resolve_does_no_io =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "resolve..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              "java.sql..",
              "java.net.http..",
              "java.nio.file..",
              ROOT + "service..",
              ROOT + "cluster..",
              ROOT + "supabase..",
              ROOT + "postgres..",
              ROOT + "operator..")
          // A Tenant is a CustomResource of the client's library; reading one is no I/O.
          .as("resolve does no I/O");

  @ArchTest
  static final ArchRule the_record_knows_neither_services_nor_sql =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "record..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              ROOT + "service..",
              ROOT + "resolve..",
              ROOT + "cluster..",
              ROOT + "supabase..",
              ROOT + "postgres..",
              ROOT + "operator..");

  @ArchTest
  static final ArchRule applications_do_not_know_each_other =
      slices().matching(ROOT + "service.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule applications_know_no_edges =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              ROOT + "cluster..",
              ROOT + "supabase..",
              ROOT + "postgres..",
              ROOT + "operator..");

  @ArchTest
  static final ArchRule the_cluster_edge_knows_neither_services_nor_sql =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              ROOT + "service..",
              ROOT + "supabase..",
              ROOT + "postgres..",
              ROOT + "operator..");

  @ArchTest
  static final ArchRule the_sql_edges_know_neither_cluster_nor_services =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "supabase..", ROOT + "postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              ROOT + "service..",
              ROOT + "cluster..",
              ROOT + "operator..");

  @ArchTest
  static final ArchRule nobody_lets_josdk_write =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(type(UpdateControl.class))).and(target(nameStartingWith("patch"))))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ResourceOperations.class)
          .because("JOSDK 5.3.2 loses an edit of the spec that comes while it writes a status");
}
