package io.smarteros.tenant.local.odoo;

import io.smarteros.tenant.local.application.ApplicationStandIn;
import io.smarteros.tenant.local.application.PodProcesses;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.cluster.JobPods.JobEnd;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import io.smarteros.tenant.local.database.DatabaseLogin;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers as Odoo 19 does, and does what its Jobs do. What an instance does follows from the {@code
 * odoo.conf} of its pod, and from the Jobs that ran on its database.
 */
public final class OdooStandIn extends ApplicationStandIn {
  /** Odoo's own port. */
  public static final int PORT = 8069;

  private final DatabaseLogin databaseLogin;
  private final Map<String, OdooDatabase> databases = new ConcurrentHashMap<>();
  private final PodProcesses<OdooProcess> processes;

  private OdooStandIn(
      Function<String, Optional<Map<String, String>>> pods, DatabaseLogin databaseLogin) {
    super("odoo");
    this.processes = new PodProcesses<>(pods, (_, pod) -> start(pod));
    this.databaseLogin = databaseLogin;
  }

  /**
   * Begins to listen.
   *
   * @param pods the options of a namespace's running pod, by {@link OdooConf}; empty when none is
   *     ready. Others are another pod.
   * @param databaseLogin tries the database
   */
  public static OdooStandIn listen(
      InetSocketAddress address,
      Function<String, Optional<Map<String, String>>> pods,
      DatabaseLogin databaseLogin) {
    OdooStandIn standIn = new OdooStandIn(pods, databaseLogin);
    standIn.serve(address);
    return standIn;
  }

  /** Does what the pod of a Job is to do: {@code odoo_job.py initialize}, or configure. */
  public JobEnd run(PodEnvironment job) {
    try {
      OdooDatabase database = databaseOf(databaseLogin.identityOf(OdooConf.of(job)));
      OdooWishes wishes = OdooWishes.of(job);
      return job.command().getLast().equals("initialize")
          ? wishes.initialize(database)
          : wishes.configure(database);
    } catch (SQLException e) {
      return new JobEnd(1, "Odoo cannot reach its database: " + e.getMessage());
    }
  }

  /** The modules that are installed; empty when nothing runs. */
  public Set<String> modules(String namespace) {
    return running(namespace).map(process -> process.database().modules()).orElseGet(Set::of);
  }

  /** Somebody changes a password in Odoo. */
  public void changePassword(String namespace, String login, String password) {
    running(namespace).orElseThrow().database().setPassword(login, password);
  }

  @Override
  protected Optional<StandInAnswer> answer(String namespace, StandInRequest request) {
    return running(namespace).map(process -> process.answer(request));
  }

  @Override
  protected StandInAnswer failure(int status) {
    return OdooAnswer.broken(status);
  }

  private Optional<OdooProcess> running(String namespace) {
    return processes.find(namespace);
  }

  /** With PostgreSQL away it ends, and its kubelet starts it again. */
  private Optional<OdooProcess> start(Map<String, String> options) {
    try {
      String identity = databaseLogin.identityOf(options);
      return Optional.of(
          new OdooProcess(
              options, databaseOf(identity), () -> databaseLogin.finds(identity, options)));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private OdooDatabase databaseOf(String identity) {
    return databases.computeIfAbsent(identity, _ -> new OdooDatabase());
  }
}
