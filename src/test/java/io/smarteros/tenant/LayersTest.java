package io.smarteros.tenant;

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
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the house: what each may use, and what keeps one's way about in them short. */
final class LayersTest {
  private static final String HOUSE = "io.smarteros.tenant";
  private static final Path SOURCES = Path.of("src/main/java/io/smarteros/tenant");
  private static final String PACKAGE_INFO = "package-info.java";
  private static final int MOST_FILES = 25;

  /** One file for each type of the two kinds' schema: to divide them would only add imports. */
  private static final Map<String, Integer> MORE_FILES = Map.of("api", 45);

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
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(HOUSE);

  /** From the ground up: what of ours a package may use, and which edges it may touch. */
  static Stream<Room> rooms() {
    return Stream.of(
        room("api").touches(CUSTOM_RESOURCE),
        room("requeue"),
        room("record").uses("api").touches(KUBERNETES),
        room("resolve").uses("api", "record"),
        room("cluster").uses("api").touches(KUBERNETES, JOSDK),
        room("postgres").uses("api", "record").touches(SQL),
        room("supabase.decision").uses("api", "record"),
        room("supabase.connection").uses("api", "supabase.decision").touches(SQL),
        room("supabase.table")
            .uses("api", "record", "supabase.connection", "supabase.decision")
            .touches(SQL),
        room("supabase.feed").uses("supabase.connection", "supabase.decision", "supabase.table"),
        room("supabase")
            .uses("api", "record", "supabase.connection", "supabase.decision")
            .uses("supabase.feed", "supabase.table")
            .touches(SQL),
        room("service").uses("api", "record", "resolve"),
        room("service.*").uses("api", "record", "resolve", "service").touches(HTTP),
        room("integration").uses("api", "record", "resolve", "service").touches(HTTP),
        room("observability").uses("api", "service").touches(KUBERNETES, JOSDK),
        room("tenantclass")
            .uses("api", "requeue", "record", "postgres", "observability")
            .touches(JOSDK),
        room("namespace")
            .uses("api", "record", "resolve", "cluster", "tenantclass")
            .touches(KUBERNETES),
        room("status")
            .uses("api", "requeue", "record", "supabase.decision", "service", "namespace")
            .touches(KUBERNETES),
        room("deletion")
            .uses("api", "requeue", "record", "cluster", "postgres", "supabase")
            .uses("supabase.decision", "tenantclass", "namespace"),
        room("reconcile.service")
            .uses("api", "requeue", "record", "resolve", "cluster", "postgres", "service")
            .uses("supabase.decision", "tenantclass", "status")
            .touches(KUBERNETES),
        room("reconcile")
            .uses("api", "requeue", "record", "resolve", "cluster", "supabase")
            .uses("supabase.decision", "observability", "tenantclass", "namespace", "status")
            .uses("deletion", "reconcile.service")
            .touches(JOSDK),
        room("operator.configuration").touches(FILES),
        room("operator.health").uses("operator.configuration").touches(HTTP, JOSDK),
        room("operator").usesAll().touches(KUBERNETES, JOSDK, HTTP));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  void a_package_uses_no_other_than_its_line_in_the_table_names(Room room) {
    classes()
        .that(describe("in " + room.name(), (JavaClass type) -> room.holds(type.getPackageName())))
        .should(keepTo(room))
        .because(
            "LayersTest.rooms() and the table of docs/architecture.md say so; move the code to a"
                + " package that may, hand the value in, or change both tables")
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void every_package_has_a_line_in_the_table() {
    List<Room> rooms = rooms().toList();
    assertThat(packagesOfMain())
        .as("packages without a line in LayersTest.rooms(): say there what they may use")
        .allMatch(name -> rooms.stream().anyMatch(room -> room.holds(HOUSE + "." + name)));
  }

  @Test
  void packages_are_free_of_cycles() {
    slices()
        .matching(HOUSE + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("a package is understood, tested and moved together with all that it uses")
        .check(MAIN);
  }

  @Test
  void no_classes_of_a_package_use_each_other_in_a_ring() {
    slices()
        .assignedFrom(new Families())
        .should()
        .beFreeOfCycles()
        .because(
            "files that need each other are one thing: move the constant or method to where both"
                + " find it, hand the value in, or make one file of them")
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
    tooMany.entrySet().removeIf(files -> files.getValue() <= mostFiles(files.getKey()));

    assertThat(tooMany)
        .as("packages with more than %d files: divide them into rooms of their own", MOST_FILES)
        .isEmpty();
  }

  @Test
  void every_package_says_what_it_holds() {
    assertThat(packagesOfMain())
        .as("packages without a package-info.java: say there what it holds and must not touch")
        .allMatch(
            name -> Files.exists(SOURCES.resolve(name.replace('.', '/')).resolve(PACKAGE_INFO)));
  }

  @Test
  void applications_do_not_know_each_other() {
    slices()
        .matching(HOUSE + ".service.(*)..")
        .should()
        .notDependOnEachOther()
        .because("what two applications share belongs to package service or integration")
        .check(MAIN);
  }

  @Test
  void status_does_no_io_but_in_its_writer() {
    noClasses()
        .that()
        .resideInAPackage(HOUSE + ".status..")
        .and()
        .doNotHaveSimpleName("StatusWriter")
        .should()
        .dependOnClassesThat(KUBERNETES.types())
        .because("a status is built from values alone; StatusWriter sends it")
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
        .because(
            "JOSDK 5.3.2 loses an edit of the spec that comes while it writes a status; use"
                + " StatusWriter, and UpdateControl.noUpdate()")
        .check(MAIN);
  }

  private static ArchCondition<JavaClass> keepTo(Room room) {
    return new ArchCondition<>(
        "use of ours only %s and of the edges only %s".formatted(room.ours(), room.edges())) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> !room.allows(dependency))
            .map(dependency -> SimpleConditionEvent.violated(type, dependency.getDescription()))
            .forEach(events::add);
      }
    };
  }

  private static Stream<Path> filesOfMain() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> packagesOfMain() {
    return filesOfMain().map(LayersTest::packageOf).collect(toSet());
  }

  private static String packageOf(Path file) {
    return SOURCES.relativize(file.getParent()).toString().replace('/', '.');
  }

  private static int mostFiles(String packageName) {
    return MORE_FILES.getOrDefault(packageName, MOST_FILES);
  }

  private static Room room(String name) {
    return new Room(name, List.of(), List.of());
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
  record Room(String name, List<String> ours, List<Edge> edges) {
    private static final List<String> ALL = List.of("all");

    Room uses(String... names) {
      return new Room(name, Stream.concat(ours.stream(), Arrays.stream(names)).toList(), edges);
    }

    Room usesAll() {
      return new Room(name, ALL, edges);
    }

    Room touches(Edge... wanted) {
      return new Room(name, ours, List.of(wanted));
    }

    boolean holds(String packageName) {
      return name.endsWith(".*")
          ? packageName.startsWith(HOUSE + "." + name.substring(0, name.length() - 1))
          : packageName.equals(HOUSE + "." + name);
    }

    boolean allows(Dependency dependency) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (!target.getPackageName().startsWith(HOUSE)) {
        return EDGES.stream().allMatch(edge -> edges.contains(edge) || !edge.types().test(target));
      }
      return ours.equals(ALL)
          || target.getPackageName().equals(dependency.getOriginClass().getPackageName())
          || ours.contains(target.getPackageName().substring(HOUSE.length() + 1));
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
          : SliceIdentifier.of(head(outermost).getName().substring(HOUSE.length() + 1));
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
          .filter(parent -> parent.getPackageName().startsWith(HOUSE))
          .filter(parent -> parent.reflect().isSealed())
          .map(Families::outermost)
          .filter(parent -> !parent.equals(type))
          .findFirst()
          .map(Families::head)
          .orElse(type);
    }
  }
}
