package io.smarteros.tenant;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.soabase.recordbuilder.core.RecordBuilderGenerated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each package may use, and what keeps one's way about in them short. */
final class LayersTest {
  private static final String ROOT = "io.smarteros.tenant";
  private static final Path SOURCES = Path.of("src/main/java/io/smarteros/tenant");
  private static final String PACKAGE_INFO = "package-info.java";
  private static final int MOST_FILES = 25;

  /** What the two kinds are; it reaches nobody by itself. */
  private static final Edge CUSTOM_RESOURCE =
      new Edge("CustomResource", type(CustomResource.class));

  private static final Edge KUBERNETES =
      new Edge(
          "Kubernetes API",
          resideInAnyPackage("io.fabric8.kubernetes.client..")
              .and(not(type(CustomResource.class))));
  private static final Edge JOSDK = edge("Java Operator SDK", "io.javaoperatorsdk..");
  private static final Edge SQL =
      edge("SQL", "java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..");
  private static final Edge HTTP = edge("HTTP", "java.net.http..", "com.sun.net.httpserver..");
  private static final Edge FILES = edge("files", "java.nio.file..");
  private static final List<Edge> EDGES =
      List.of(CUSTOM_RESOURCE, KUBERNETES, JOSDK, SQL, HTTP, FILES);

  private static final JavaClasses MAIN =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  /** From the ground up: what of ours a package may use, and which edges it may touch. */
  static Stream<PackageRule> packages() {
    return Stream.of(
        rule("api.schema"),
        rule("api.service").uses("api.schema"),
        rule("api").uses("api.schema", "api.service").touches(CUSTOM_RESOURCE),
        rule("api.tenantclass").uses("api.schema", "api.service", "api").touches(CUSTOM_RESOURCE),
        rule("condition").usesApi(),
        rule("requeue"),
        rule("work"),
        rule("record").usesApi().touches(KUBERNETES),
        rule("resolve").usesApi().uses("record"),
        rule("hosts").usesApi().uses("record", "resolve"),
        rule("cluster.fields").usesApi(),
        rule("cluster.foreign").touches(KUBERNETES),
        rule("cluster")
            .usesApi()
            .uses("cluster.fields", "cluster.foreign")
            .touches(CUSTOM_RESOURCE, KUBERNETES, JOSDK),
        rule("cluster.workload").usesApi().uses("cluster", "cluster.fields"),
        rule("reachability").usesApi().uses("record", "cluster", "cluster.workload"),
        rule("dataloss").usesApi().uses("record", "cluster"),
        rule("postgres").usesApi().uses("record").touches(SQL),
        rule("supabase.decision").usesApi().uses("record"),
        rule("supabase.brake").usesApi().uses("record", "supabase.decision"),
        rule("supabase.customer").usesApi().uses("supabase.decision"),
        rule("supabase.connection").usesApi().uses("supabase.decision").touches(SQL),
        rule("supabase.table")
            .usesApi()
            .uses("record", "supabase.connection", "supabase.customer", "supabase.decision")
            .touches(SQL),
        rule("supabase.migration").uses("supabase.connection").touches(SQL, FILES),
        rule("supabase.feed")
            .usesApi()
            .uses("work")
            .uses("supabase.connection", "supabase.decision", "supabase.table"),
        rule("supabase")
            .usesApi()
            .uses("record", "supabase.connection", "supabase.customer", "supabase.decision")
            .uses("supabase.brake", "supabase.feed", "supabase.table")
            .touches(SQL),
        rule("service").usesApi().uses("record", "resolve"),
        rule("service.client").uses("service").touches(HTTP),
        rule("service.blueprint").usesApi().uses("resolve", "service"),
        rule("service.*")
            .usesApi()
            .uses("record", "resolve", "service", "service.client", "service.blueprint")
            .touches(HTTP),
        rule("health").usesApi().uses("service", "work"),
        rule("observability").usesApi().uses("supabase.feed", "service").touches(KUBERNETES, JOSDK),
        rule("tenantclass")
            .usesApi()
            .uses("condition", "requeue", "record", "cluster", "cluster.foreign", "postgres")
            .uses(
                "tenantclass.rollout",
                "supabase.brake",
                "observability",
                "work",
                "resolve",
                "reachability")
            .touches(KUBERNETES, JOSDK),
        rule("tenantclass.rollout").usesApi().uses("record", "observability").touches(KUBERNETES),
        rule("namespace")
            .usesApi()
            .uses("record", "resolve", "cluster", "tenantclass")
            .touches(KUBERNETES),
        rule("status")
            .usesApi()
            .uses("condition", "requeue", "record", "supabase.customer", "supabase.decision")
            .uses("service", "namespace"),
        rule("rowimport")
            .usesApi()
            .uses("record", "cluster", "supabase", "supabase.brake", "supabase.connection")
            .uses("supabase.customer", "supabase.decision", "supabase.table", "work")
            .touches(KUBERNETES),
        rule("deletion")
            .usesApi()
            .uses("requeue", "record", "cluster", "dataloss", "postgres", "supabase")
            .uses("supabase.decision", "tenantclass", "namespace"),
        rule("reconcile.service")
            .usesApi()
            .uses("requeue", "record", "resolve", "hosts", "cluster", "dataloss", "postgres")
            .uses("cluster.fields", "cluster.workload", "reachability")
            .uses("service", "supabase.decision", "tenantclass", "tenantclass.rollout")
            .uses("namespace", "health", "status", "work")
            .touches(KUBERNETES),
        rule("reconcile")
            .usesApi()
            .uses("requeue", "record", "resolve", "hosts", "cluster", "dataloss", "supabase")
            .uses("cluster.workload", "service")
            .uses("supabase.customer", "supabase.decision", "observability")
            .uses("tenantclass", "tenantclass.rollout")
            .uses("namespace", "status", "deletion", "work", "reconcile.service")
            .touches(KUBERNETES, JOSDK),
        rule("operator.configuration").touches(FILES),
        rule("operator.health").uses("operator.configuration").touches(HTTP, JOSDK),
        rule("operator").usesAll().touches(KUBERNETES, JOSDK, HTTP));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packages")
  void a_package_uses_no_other_than_its_line_in_the_table_names(PackageRule rule) {
    classes()
        .that(describe("in " + rule, (JavaClass type) -> rule.holds(type.getPackageName())))
        .should(keepTo(rule))
        .as(rule.text())
        .because(
            "LayersTest.packages() and the table of docs/architecture.md say so; move the code to a"
                + " package that may, hand the value in, or change both tables")
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void every_package_has_a_line_in_the_table() {
    Set<String> unknown = packagesOfMain();
    packages().forEach(rule -> unknown.removeIf(name -> rule.holds(ROOT + "." + name)));

    assertThat(unknown)
        .as("packages without a line in LayersTest.packages(): say there what they may use")
        .isEmpty();
  }

  @Test
  void packages_are_free_of_cycles() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .as("packages are free of cycles")
        .because("a package is understood, tested and moved together with all that it uses")
        .check(MAIN);
  }

  @Test
  void no_classes_of_a_package_use_each_other_in_a_ring() {
    slices()
        .assignedFrom(new Families())
        .should()
        .beFreeOfCycles()
        .as("no classes of a package use each other in a ring")
        .because(
            "files that need each other are one thing: move the constant or method to where both"
                + " find it, hand the value in, or make one file of them")
        .check(MAIN);
  }

  /**
   * The compiler lets another package switch over a sealed type that it may not see, as the result
   * of a public method; at run time that is an IllegalAccessError.
   */
  @Test
  void what_a_public_method_speaks_of_is_public_too() {
    classes()
        .that(describe("are public all through", LayersTest::isPublic))
        .should(speakOfPublicTypesOnly())
        .as("what a public method takes or returns is public, with all that it is nested in")
        .because(
            "another package fails with an IllegalAccessError as soon as it looks at the value")
        .check(MAIN);
  }

  @Test
  void no_two_types_share_a_simple_name() {
    Map<String, Set<String>> namesakes =
        MAIN.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toSet())));
    namesakes.values().removeIf(types -> types.size() == 1);

    assertThat(namesakes)
        .as("two things with one name: give one of them the name of what it alone is")
        .isEmpty();
  }

  @Test
  void no_package_has_more_files_than_one_keeps_in_mind() {
    Map<String, Long> tooMany =
        filesOfMain()
            .filter(file -> !file.endsWith(PACKAGE_INFO))
            .collect(groupingBy(LayersTest::packageOf, counting()));
    tooMany.entrySet().removeIf(files -> files.getValue() <= MOST_FILES);

    assertThat(tooMany).as("packages with more than %d files: divide them", MOST_FILES).isEmpty();
  }

  @Test
  void every_package_says_what_it_holds() {
    Set<String> silent = packagesOfMain();
    silent.removeIf(
        name -> Files.exists(SOURCES.resolve(name.replace('.', '/')).resolve(PACKAGE_INFO)));

    assertThat(silent)
        .as("packages without a package-info.java: say there what it holds and must not use")
        .isEmpty();
  }

  @Test
  void applications_do_not_know_each_other() {
    slices()
        .matching(ROOT + ".service.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            alwaysTrue(), resideInAnyPackage(ROOT + ".service.client", ROOT + ".service.blueprint"))
        .as("applications do not know each other")
        .because(
            "what two applications share belongs to package service, service.client,"
                + " service.blueprint or integration")
        .check(MAIN);
  }

  @Test
  void nobody_lets_josdk_write() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(type(UpdateControl.class))).and(target(nameStartingWith("patch"))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ResourceOperations.class)
        .as("nobody lets JOSDK write")
        .because(
            "JOSDK 5.3.2 loses an edit of the spec that comes while it writes a status; use"
                + " StatusWriter, and UpdateControl.noUpdate()")
        .check(MAIN);
  }

  private static ArchCondition<JavaClass> keepTo(PackageRule rule) {
    return new ArchCondition<>(rule.text()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> !rule.allows(dependency))
            .map(dependency -> SimpleConditionEvent.violated(type, dependency.getDescription()))
            .forEach(events::add);
      }
    };
  }

  private static ArchCondition<JavaClass> speakOfPublicTypesOnly() {
    return new ArchCondition<>("take and return public types only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getCodeUnits().stream()
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .forEach(
                unit ->
                    Stream.concat(
                            Stream.of(unit.getRawReturnType()),
                            unit.getRawParameterTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(used -> used.getPackageName().startsWith(ROOT))
                        .filter(used -> !isPublic(used))
                        .map(used -> unit.getFullName() + " speaks of " + used.getName())
                        .forEach(told -> events.add(SimpleConditionEvent.violated(type, told))));
      }
    };
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(LayersTest::isPublic).orElse(true);
  }

  private static Stream<Path> filesOfMain() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> packagesOfMain() {
    return filesOfMain().map(LayersTest::packageOf).collect(toCollection(TreeSet::new));
  }

  private static String packageOf(Path file) {
    return SOURCES.relativize(file.getParent()).toString().replace('/', '.');
  }

  private static PackageRule rule(String name) {
    return new PackageRule(name, List.of(), List.of());
  }

  private static Edge edge(String name, String... packages) {
    return new Edge(name, resideInAnyPackage(packages));
  }

  /** A way out of the process, by the libraries that go it. */
  record Edge(String name, DescribedPredicate<? super JavaClass> types) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A line of the table.
   *
   * @param name of the package below the root; {@code service.*} is each package below service
   * @param ours packages that it may use beside itself
   */
  record PackageRule(String name, List<String> ours, List<Edge> edges) {
    private static final List<String> ALL = List.of("all");

    PackageRule uses(String... names) {
      return new PackageRule(
          name, Stream.concat(ours.stream(), Arrays.stream(names)).toList(), edges);
    }

    PackageRule usesApi() {
      return uses("api", "api.service", "api.tenantclass");
    }

    PackageRule usesAll() {
      return new PackageRule(name, ALL, edges);
    }

    PackageRule touches(Edge... wanted) {
      return new PackageRule(name, ours, List.of(wanted));
    }

    boolean holds(String packageName) {
      return name.endsWith(".*")
          ? packageName.startsWith(ROOT + "." + name.substring(0, name.length() - 1))
          : packageName.equals(ROOT + "." + name);
    }

    String text() {
      return "package %s uses no package but %s and no edge but %s".formatted(name, ours, edges);
    }

    boolean allows(Dependency dependency) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (!target.getPackageName().startsWith(ROOT)) {
        return EDGES.stream().allMatch(edge -> edges.contains(edge) || !edge.types().test(target));
      }
      return ours.equals(ALL)
          || target.getPackageName().equals(dependency.getOriginClass().getPackageName())
          || ours.contains(target.getPackageName().substring(ROOT.length() + 1));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A class with all that is nested in it, and a sealed type with its permitted subtypes, are one.
   * Compile-time constants leave no trace in class files and are not seen.
   */
  private static final class Families implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      JavaClass outermost = outermost(type);
      return !MAIN.contain(outermost.getName())
              || outermost.isAnnotatedWith(RecordBuilderGenerated.class)
          ? SliceIdentifier.ignore()
          : SliceIdentifier.of(head(outermost).getName().substring(ROOT.length() + 1));
    }

    @Override
    public String getDescription() {
      return "classes of main code";
    }

    private static JavaClass outermost(JavaClass type) {
      return type.getEnclosingClass().map(Families::outermost).orElse(type);
    }

    private static JavaClass head(JavaClass type) {
      return Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
          .filter(parent -> parent.getPackageName().startsWith(ROOT))
          .filter(parent -> parent.reflect().isSealed())
          .map(Families::outermost)
          .filter(parent -> !parent.equals(type))
          .findFirst()
          .map(Families::head)
          .orElse(type);
    }
  }
}
