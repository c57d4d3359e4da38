package io.smarteros.tenant;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reason of the table is given by some code and reached by some test: here stands by which.
 * That the test waits for the reason, or compares with it, is looked up in its source.
 */
final class ReasonsTest {
  private static final Path CODE = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java/io/smarteros/tenant");

  private static final String LIFE = "system/LifeOfATenantTest.java";
  private static final String DEFAULTS = "system/tenantclass/DefaultClassTest.java";
  private static final String TROUBLES = "system/fault/Troubles.java";
  private static final String DELETION = "system/deletion/DeletionTest.java";
  private static final String CLASS_STATUS = "system/tenantclass/ClassStatusTest.java";
  private static final String TENANT_ROWS = "system/RowsTest.java";
  private static final String SUPABASE_TROUBLE = "system/fault/SupabaseTroubleTest.java";
  private static final String STATUS = "status/StatusBuilderTest.java";
  private static final String WORKLOAD = "cluster/workload/DeploymentReadinessTest.java";
  private static final String RUN_STEP = "reconcile/service/RunStepTest.java";
  private static final String REACHABILITY = "reconcile/service/ReachabilityStepTest.java";
  private static final String ROW_SYNC = "supabase/RowSyncTest.java";
  private static final String CONNECTION = "supabase/connection/SupabaseConnectionTest.java";

  private static final Map<Reason, String> REACHED_BY =
      Map.ofEntries(
          entry(Reason.READY, LIFE),
          entry(Reason.PROGRESSING, STATUS),
          entry(Reason.WAITING_FOR_NAMESPACE, STATUS),
          entry(Reason.WAITING_FOR_VOLUME, WORKLOAD),
          entry(Reason.WAITING_FOR_PODS, WORKLOAD),
          entry(Reason.WAITING_FOR_APPLICATION, LIFE),
          entry(Reason.WAITING_FOR_JOB, RUN_STEP),
          entry(Reason.JOB_FAILED, RUN_STEP),
          entry(Reason.SETTING_UP, LIFE),
          entry(Reason.WAITING_FOR_ADDRESS, REACHABILITY),
          entry(Reason.WAITING_FOR_CERTIFICATE, REACHABILITY),
          entry(Reason.ROUTE_REJECTED, REACHABILITY),
          entry(Reason.CERTIFICATE_EXPIRED, REACHABILITY),
          entry(Reason.NOT_RECONCILING, STATUS),
          entry(Reason.NOT_STALLED, STATUS),
          entry(Reason.NOT_SUSPENDED, STATUS),
          entry(Reason.SUSPENDED, LIFE),
          entry(Reason.SUSPENDED_IN_DATABASE, TENANT_ROWS),
          entry(Reason.PAUSED, DELETION),
          entry(Reason.NOT_SUPPORTED_YET, TROUBLES),
          entry(Reason.CLASS_NOT_FOUND, TROUBLES),
          entry(Reason.NO_DEFAULT_CLASS, DEFAULTS),
          entry(Reason.MULTIPLE_DEFAULT_CLASSES, DEFAULTS),
          entry(Reason.NO_DATABASE_IN_CLASS, TROUBLES),
          entry(Reason.NOT_ALLOWED_BY_CLASS, TROUBLES),
          entry(Reason.CLASS_SECRET_NOT_FOUND, TROUBLES),
          entry(Reason.SECRET_KEY_MISSING, TROUBLES),
          entry(Reason.CLASS_SECRET_INVALID, "tenantclass/ClassDatabaseServersTest.java"),
          entry(Reason.ROUTING_NOT_FOUND, CLASS_STATUS),
          entry(Reason.CLASS_IN_USE, CLASS_STATUS),
          entry(Reason.TENANT_SECRET_NOT_FOUND, TROUBLES),
          entry(Reason.HOST_TAKEN, TROUBLES),
          entry(Reason.QUOTA_EXCEEDED, TROUBLES),
          entry(Reason.STORAGE_SHRINK_REFUSED, TROUBLES),
          entry(Reason.IMAGE_CANNOT_RUN, TROUBLES),
          entry(Reason.REFUSED_BY_CLUSTER, TROUBLES),
          entry(Reason.OBJECT_TAKEN, "reconcile/service/StagesStepTest.java"),
          entry(Reason.VERSION_REFUSED, LIFE),
          entry(Reason.PLACEMENT_DIFFERS, TROUBLES),
          entry(Reason.NAMESPACE_TAKEN, TROUBLES),
          entry(Reason.DATABASE_TAKEN, TROUBLES),
          entry(Reason.DATABASE_UNFIT, "reconcile/service/DatabaseStepTest.java"),
          entry(Reason.DATABASE_EXHAUSTED, TROUBLES),
          entry(Reason.DATABASE_UNREACHABLE, TROUBLES),
          entry(Reason.LOGIN_REFUSED, "service/n8n/N8nProvisionerTest.java"),
          entry(Reason.ROLLING_OUT, "tenantclass/ClassStatusBuilderTest.java"),
          entry(Reason.ROLLOUT_HALTED, "system/rollout/ClassRolloutTest.java"),
          entry(Reason.CREATION_UNCERTAIN, "service/SharedApplicationTest.java"),
          entry(Reason.DATA_MISSING, TROUBLES),
          entry(Reason.RETAINED_DATA_FOUND, DELETION),
          entry(Reason.DELETION_BLOCKED, DELETION),
          entry(Reason.METADATA_TOO_LARGE, TROUBLES),
          entry(Reason.SYNCED, SUPABASE_TROUBLE),
          entry(Reason.SYNC_DISABLED, "system/fault/OperatorAwayTest.java"),
          entry(Reason.SUPABASE_UNREACHABLE, SUPABASE_TROUBLE),
          entry(Reason.SUPABASE_LOGIN_REFUSED, SUPABASE_TROUBLE),
          entry(Reason.READ_ONLY, SUPABASE_TROUBLE),
          entry(Reason.TABLE_MISSING, CONNECTION),
          entry(Reason.TABLE_UNFIT, "supabase/TableShapesTest.java"),
          entry(Reason.GRANT_MISSING, CONNECTION),
          entry(Reason.ROWS_HIDDEN, CONNECTION),
          entry(Reason.ROW_REFUSED, ROW_SYNC),
          entry(Reason.STATUS_UNKNOWN, "supabase/UnknownStatusTest.java"),
          entry(Reason.SLUG_TAKEN, SUPABASE_TROUBLE),
          entry(Reason.DOMAIN_TAKEN, ROW_SYNC),
          entry(Reason.DELETED_IN_DATABASE, ROW_SYNC),
          entry(Reason.OWNER_UNKNOWN, SUPABASE_TROUBLE),
          entry(Reason.OWNER_LOOKUP_UNAVAILABLE, "supabase/table/OwnersTest.java"),
          entry(Reason.HELD_BY_BRAKE, "supabase/HeldRowsTest.java"),
          entry(Reason.OTHER_DATABASE, "supabase/decision/RowDecisionTest.java"));

  @ParameterizedTest
  @EnumSource
  void a_test_reaches_it(Reason reason) {
    String test = REACHED_BY.getOrDefault(reason, "");

    assertThat(test).as("a test that reaches %s", reason.id()).isNotEmpty();
    assertThat(read(TESTS.resolve(test)))
        .as("%s waits for %s or compares with it", test, reason.id())
        .containsPattern(expectation(reason));
  }

  /** The beginning of a call that fails when the reason is not given. */
  private static String expectation(Reason reason) {
    return "(await|assert|shows|isEqualTo|contains)\\w*\\([^;]*(Reason\\.%s\\b|\"[^\"\\n]*\\b%s\\b[^\"\\n]*\")"
        .formatted(reason, reason.id());
  }

  @ParameterizedTest
  @EnumSource
  void some_code_gives_it(Reason reason) {
    Pattern use = Pattern.compile("\\b" + reason + "\\b");

    try (Stream<Path> files = Files.walk(CODE)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !file.endsWith("Reason.java"))
                  .anyMatch(file -> use.matcher(read(file)).find()))
          .as("some code gives %s", reason.id())
          .isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
