package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.smarteros.tenant.local.process.Await;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Consumer;

/** Follows the Ingresses of a cluster with the rights of a user of its own. */
final class IngressFollower implements AutoCloseable {
  private static final Duration RIGHTS = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final SharedIndexInformer<Ingress> ingresses;

  private IngressFollower(KubernetesClient client, SharedIndexInformer<Ingress> ingresses) {
    this.client = client;
    this.ingresses = ingresses;
  }

  /**
   * Hands on each state of each Ingress.
   *
   * @param client is closed with it
   */
  static IngressFollower start(KubernetesClient client, Consumer<Ingress> reaction) {
    // the API server takes new rights in after a moment
    Await.until("the right to list Ingresses", RIGHTS, () -> mayList(client));
    return new IngressFollower(
        client, client.network().v1().ingresses().inAnyNamespace().inform(new Follow<>(reaction)));
  }

  private static boolean mayList(KubernetesClient client) {
    try {
      client.network().v1().ingresses().inAnyNamespace().list();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    ingresses.close();
    client.close();
  }
}
