package io.smarteros.tenant.local;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.local.botpress.BotpressPostgresLogin;
import io.smarteros.tenant.local.botpress.BotpressStandIn;
import io.smarteros.tenant.local.chatwoot.ChatwootPostgresLogin;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.cluster.JobPods;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import io.smarteros.tenant.local.cluster.PodEnvironments;
import io.smarteros.tenant.local.n8n.N8nPostgresLogin;
import io.smarteros.tenant.local.n8n.N8nStandIn;
import io.smarteros.tenant.local.odoo.OdooConf;
import io.smarteros.tenant.local.odoo.OdooPostgresLogin;
import io.smarteros.tenant.local.odoo.OdooStandIn;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The applications behind the pods that kwok only pretends to run: each answers as long as the
 * cluster says that its pod is ready, and as its environment says.
 */
public final class ApplicationStandIns implements AutoCloseable {
  private final N8nStandIn n8n;
  private final BotpressStandIn botpress;
  private final OdooStandIn odoo;
  private final JobPods odooJobs;
  private final ChatwootStandIn chatwoot;
  private final JobPods chatwootJobs;

  private ApplicationStandIns(
      N8nStandIn n8n,
      BotpressStandIn botpress,
      OdooStandIn odoo,
      JobPods odooJobs,
      ChatwootStandIn chatwoot,
      JobPods chatwootJobs) {
    this.n8n = n8n;
    this.botpress = botpress;
    this.odoo = odoo;
    this.odooJobs = odooJobs;
    this.chatwoot = chatwoot;
    this.chatwootJobs = chatwootJobs;
  }

  /**
   * Begins to listen.
   *
   * @param address as {@link ClusterAddresses} names it
   */
  public static ApplicationStandIns listen(String address, KubernetesClient client) {
    PodEnvironments pods = new PodEnvironments(client);
    OdooStandIn odoo =
        OdooStandIn.listen(
            new InetSocketAddress(address, OdooStandIn.PORT),
            namespace -> pods.behind(namespace, "odoo").map(OdooConf::of),
            new OdooPostgresLogin());
    N8nStandIn n8n =
        N8nStandIn.listen(
            new InetSocketAddress(address, N8nStandIn.PORT),
            namespace -> pods.behind(namespace, "n8n").map(PodEnvironment::variables),
            N8nStandIn.Settings.defaults().withDatabaseLogin(new N8nPostgresLogin()));
    BotpressStandIn botpress =
        BotpressStandIn.listen(
            new InetSocketAddress(address, BotpressStandIn.PORT),
            namespace -> pods.behind(namespace, "botpress").map(PodEnvironment::variables),
            new BotpressStandIn.Settings(
                Duration.ZERO, new BotpressPostgresLogin(), InstantSource.system()));
    ChatwootStandIn chatwoot =
        new ChatwootStandIn(
            namespace -> pods.behind(namespace, "chatwoot").map(PodEnvironment::variables),
            new ChatwootStandIn.Settings(
                Duration.ZERO, new ChatwootPostgresLogin(), InstantSource.system()));
    botpress.shareAddressWith(chatwoot);
    JobPods odooJobs = JobPods.watch(client, "odoo", odoo::run);
    JobPods chatwootJobs = JobPods.watch(client, "chatwoot", chatwoot::run);
    return new ApplicationStandIns(n8n, botpress, odoo, odooJobs, chatwoot, chatwootJobs);
  }

  public N8nStandIn n8n() {
    return n8n;
  }

  public BotpressStandIn botpress() {
    return botpress;
  }

  public OdooStandIn odoo() {
    return odoo;
  }

  public ChatwootStandIn chatwoot() {
    return chatwoot;
  }

  @Override
  public void close() {
    odooJobs.close();
    chatwootJobs.close();
    n8n.close();
    botpress.close();
    odoo.close();
    chatwoot.close();
  }
}
