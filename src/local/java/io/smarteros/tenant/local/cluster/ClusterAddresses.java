package io.smarteros.tenant.local.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lets a JVM outside the cluster call Services by their names in the cluster, such as {@code
 * http://n8n.tenant-acme.svc:5678}: every such name is the one loopback address where the stand-ins
 * listen, which tell the tenants apart by the Host header. The JVM finds this class by itself when
 * it is on the class path, and it acts where the system property {@value #PROPERTY} names the
 * address.
 */
public final class ClusterAddresses extends InetAddressResolverProvider {
  public static final String PROPERTY = "local.cluster.address";

  private static final Pattern SERVICE =
      Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+\\.svc(\\.cluster\\.local)?\\.?");

  /**
   * A loopback address of this run's own, so that two runs can use the same ports. Where the system
   * has only one (macOS), it is 127.0.0.1.
   */
  public static String pick() {
    Random random = new Random();
    String candidate =
        "127.%d.%d.%d"
            .formatted(random.nextInt(1, 255), random.nextInt(256), random.nextInt(1, 255));
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral(candidate))) {
      return candidate;
    } catch (IOException e) {
      return "127.0.0.1";
    }
  }

  /** What has to be on the boot class path of a JVM that does not have this class on its own. */
  public static Path home() {
    try {
      return Path.of(
          ClusterAddresses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("This class was not loaded from a folder or a jar", e);
    }
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    String address = System.getProperty(PROPERTY);
    return address == null
        ? configuration.builtinResolver()
        : new Resolver(InetAddress.ofLiteral(address), configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "Services of the local cluster";
  }

  private record Resolver(InetAddress standIns, InetAddressResolver others)
      implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      return SERVICE.matcher(host).matches()
          ? Stream.of(InetAddress.getByAddress(host, standIns.getAddress()))
          : others.lookupByName(host, policy);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return others.lookupByAddress(address);
    }
  }
}
