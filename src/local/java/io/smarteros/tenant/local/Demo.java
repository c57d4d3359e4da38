package io.smarteros.tenant.local;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.cluster.Program;
import io.smarteros.tenant.local.database.Rows;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.operator.ClassSecret;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.operator.TenantReadiness;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code ./mvnw -Pdemo}: everything in {@code samples/}, applied to a real Kubernetes on this
 * machine with the operator beside it. It stays up until it is interrupted; with {@code
 * -Ddemo.exit=true} it ends once the tenants are ready, with exit code 0, or 1 when they do not get
 * there. With {@code -Ddemo.operator=none} it leaves out the operator and says how to start one.
 */
final class Demo implements AutoCloseable {
  /** What the class in samples/ names. */
  private static final int DATABASE_PORT = 15432;

  private static final String DATABASE_SECRET = "postgres-admin";
  private static final Path SAMPLES = Path.of("samples");
  private static final Path OPERATOR_LOG = Path.of("target/demo-operator.log");
  private static final Duration UNTIL_READY = Duration.ofMinutes(5);

  private final Path kubectl;
  private final LocalCluster cluster;
  private final SupabaseDatabase database;
  private final ApplicationStandIns applications;
  private final OperatorProcess operator;

  private Demo(
      Path kubectl,
      LocalCluster cluster,
      SupabaseDatabase database,
      ApplicationStandIns applications,
      OperatorProcess operator) {
    this.kubectl = kubectl;
    this.cluster = cluster;
    this.database = database;
    this.applications = applications;
    this.operator = operator;
  }

  public static void main(String[] args) throws IOException, SQLException, InterruptedException {
    JavaProgram.endWithParent();
    boolean withOperator = !System.getProperty("demo.operator", "").equals("none");
    System.exit(run(withOperator, Boolean.getBoolean("demo.exit")));
  }

  private static int run(boolean withOperator, boolean exit)
      throws IOException, SQLException, InterruptedException {
    try (Demo demo = setUp()) {
      boolean ready = withOperator ? demo.showOperatorAtWork() : demo.showHowToStartOperator();
      if (!exit) {
        demo.showWayIn();
        Thread.currentThread().join();
      }
      return ready ? 0 : 1;
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static Demo setUp() throws IOException, SQLException {
    Binaries binaries = Binaries.build(Demo::say);
    LocalCluster cluster = LocalCluster.start(binaries, Demo::say);
    SupabaseDatabase database = SupabaseDatabase.start(Schema.HARDENED, DATABASE_PORT);
    say("PostgreSQL with the Supabase stand-in is up on 127.0.0.1:%d.".formatted(DATABASE_PORT));
    Path kubeconfig = new OperatorChart(binaries).install(cluster);
    ClassSecret.create(cluster, OperatorChart.NAMESPACE, DATABASE_SECRET, database.applications());
    say("The chart is installed; its ServiceAccount's token is all that the operator gets.");
    String address = ClusterAddresses.pick();
    ApplicationStandIns applications = ApplicationStandIns.listen(address, cluster.client());
    Files.deleteIfExists(OPERATOR_LOG);
    Map<String, String> environment =
        OperatorProcess.environment(kubeconfig, OperatorChart.NAMESPACE, database);
    environment.put("ROW_IMPORT", "enabled");
    OperatorProcess operator = new OperatorProcess(environment, address, OPERATOR_LOG);
    return new Demo(binaries.path(Program.KUBECTL), cluster, database, applications, operator);
  }

  /** Whether all tenants got ready. */
  private boolean showOperatorAtWork() throws SQLException {
    operator.start();
    operator.awaitReady();
    say("The operator is up; it logs to %s.".formatted(OPERATOR_LOG));
    applySamples();
    boolean ready = showTenantsComingUp();
    if (ready) {
      new SignUp(cluster, database, Demo::say).show();
    }
    showRows();
    showLogIns();
    return ready;
  }

  private boolean showHowToStartOperator() throws SQLException {
    applySamples();
    say(
        """
        No operator runs. The tenants come up once you start one, in another terminal, or in an IDE
        with main class %s, these variables and the options from -D on:

        %s
        "./mvnw package -DskipTests" builds the jar.
        """
            .formatted(OperatorProcess.MAIN_CLASS, operator.startScript().indent(2)));
    return true;
  }

  private void applySamples() throws SQLException {
    signUpOwners();
    say("$ kubectl apply -f %s/".formatted(SAMPLES));
    say(cluster.kubectl(ADMIN, "apply", "--filename=" + SAMPLES).orFail());
  }

  private boolean showTenantsComingUp() {
    say("$ kubectl get tn --watch");
    TenantTable table = new TenantTable(Demo::say);
    try {
      Await.until(
          "every tenant of samples/ to be ready",
          UNTIL_READY,
          () -> {
            table.show(cluster.kubectl(ADMIN, "get", "tn").orFail());
            if (!operator.isRunning()) {
              throw new IllegalStateException("The operator has ended, see " + OPERATOR_LOG);
            }
            return allReady();
          });
      return true;
    } catch (IllegalStateException e) {
      say(String.valueOf(e.getMessage()));
      say(cluster.kubectl(ADMIN, "get", "tn", "--output=wide").stdout());
      return false;
    }
  }

  /** The people whom the samples name as owners have an account, as they would in the product. */
  private void signUpOwners() throws SQLException {
    String emails =
        cluster
            .kubectl(
                ADMIN,
                "apply",
                "--filename=" + SAMPLES,
                "--dry-run=server",
                "--output=jsonpath={.items[*].spec.owner.email}")
            .orFail();
    for (String email : emails.split(" ", -1)) {
      if (!email.isEmpty()) {
        database.addUser(email, UserState.CONFIRMED);
      }
    }
  }

  private boolean allReady() {
    List<Tenant> tenants = cluster.client().resources(Tenant.class).list().getItems();
    return !tenants.isEmpty() && tenants.stream().allMatch(TenantReadiness::isReady);
  }

  /** Where each application is, and which Secret has its administrator's name and password. */
  private void showLogIns() {
    say("=> the applications, and the Secrets with their log-ins");
    say(
        cluster
            .kubectl(
                ADMIN,
                "get",
                "tn",
                "--output=go-template="
                    + "{{range .items}}{{with .status}}{{$namespace := .namespace}}{{range .services}}"
                    + "{{.url}}  {{$namespace}}/{{.loginSecret}}{{\"\\n\"}}{{end}}{{end}}{{end}}")
            .orFail());
  }

  private void showRows() throws SQLException {
    try (var connection = database.connect(database.owner())) {
      for (String query :
          List.of(
              "select slug, name, domain, status, metadata from tenants order by slug",
              """
              select slug, service_name, service_id, enabled, config
              from tenant_services join tenants on tenants.id = tenant_id order by slug, service_name""",
              """
              select slug, service, state, url, version, message
              from tenant_status join tenants on tenants.id = tenant_id order by slug, service""")) {
        say("=> " + query.replaceAll("\\s+", " "));
        say(Rows.asTable(connection, query));
      }
    }
  }

  private void showWayIn() {
    say(
        """
        Everything stays up until you press Ctrl-C. To look around, in another terminal:

          export KUBECONFIG=%s PATH="$PATH:%s"
          psql 'postgresql://%s:%s@127.0.0.1:%d/postgres'
        """
            .formatted(
                cluster.kubeconfig(ADMIN),
                kubectl.getParent(),
                database.superuser().user(),
                database.superuser().password(),
                database.port()));
  }

  @Override
  public void close() {
    operator.close();
    applications.close();
    database.close();
    cluster.close();
  }

  private static void say(String line) {
    System.out.println(line.stripTrailing());
  }
}
