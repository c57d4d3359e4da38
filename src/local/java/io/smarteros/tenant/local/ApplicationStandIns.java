package io.smarteros.tenant.local;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import io.smarteros.tenant.local.cluster.PodEnvironments;
import io.smarteros.tenant.local.n8n.N8nPostgresLogin;
import io.smarteros.tenant.local.n8n.N8nStandIn;
import java.net.InetSocketAddress;

/**
 * The applications behind the pods that kwok only pretends to run: each answers as long as the
 * cluster says that its pod is ready, and as its environment says.
 */
public final class ApplicationStandIns implements AutoCloseable {
  private final N8nStandIn n8n;

  private ApplicationStandIns(N8nStandIn n8n) {
    this.n8n = n8n;
  }

  /**
   * Begins to listen.
   *
   * @param address as {@link ClusterAddresses} names it
   */
  public static ApplicationStandIns listen(String address, KubernetesClient client) {
    PodEnvironments pods = new PodEnvironments(client);
    return new ApplicationStandIns(
        N8nStandIn.listen(
            new InetSocketAddress(address, N8nStandIn.PORT),
            namespace -> pods.behind(namespace, "n8n").map(PodEnvironment::variables),
            N8nStandIn.Settings.defaults().withDatabaseLogin(new N8nPostgresLogin())));
  }

  public N8nStandIn n8n() {
    return n8n;
  }

  @Override
  public void close() {
    n8n.close();
  }
}
