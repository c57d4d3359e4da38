package io.smarteros.tenant.service;

import java.util.List;

/**
 * A port on which an application answers.
 *
 * @param component whose pods answer; its Service has the port too: see {@link
 *     ServiceMetadata#name}
 * @param name of the port in the Service
 * @param calledByOperator the operator asks for its health there, or sets it up
 * @param paths prefixes of URLs that are routed to it; empty when it is reached from inside the
 *     tenant's namespace alone
 * @param closedPaths prefixes below them that are never routed, such as a page that manages
 *     databases
 */
public record Endpoint(
    String component,
    String name,
    int port,
    boolean calledByOperator,
    List<String> paths,
    List<String> closedPaths) {

  public Endpoint {
    paths = List.copyOf(paths);
    closedPaths = List.copyOf(closedPaths);
  }

  /** One of the component that bears the application's name. */
  public Endpoint(
      String name,
      int port,
      boolean calledByOperator,
      List<String> paths,
      List<String> closedPaths) {
    this(ServiceMetadata.MAIN_COMPONENT, name, port, calledByOperator, paths, closedPaths);
  }

  /** One that answers for the whole host, to users and to the operator. */
  public static Endpoint ofWholeHost(String name, int port) {
    return new Endpoint(name, port, true, List.of("/"), List.of());
  }
}
