package io.smarteros.tenant.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

/** Writes kubeconfig files for one API server. */
final class Kubeconfigs {
  private final Path folder;
  private final String server;
  private final String certificateAuthority;

  /**
   * For the API server at {@code server}.
   *
   * @param certificate what the server shows; it signs itself, so it is the authority as well
   */
  Kubeconfigs(Path folder, String server, Path certificate) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.server = server;
    this.certificateAuthority = Base64.getEncoder().encodeToString(Files.readAllBytes(certificate));
  }

  /** The file of a user who logs in with this token. */
  Path write(String user, String token) throws IOException {
    String kubeconfig =
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: local
            cluster: {server: "%s", certificate-authority-data: %s}
        users:
          - name: "%s"
            user: {token: "%s"}
        contexts:
          - name: local
            context: {cluster: local, user: "%s"}
        current-context: local
        """
            .formatted(server, certificateAuthority, user, token, user);
    Path file = path(user);
    Path whole = Files.writeString(folder.resolve("." + file.getFileName()), kubeconfig);
    return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  Path path(String user) {
    return folder.resolve(user.replace(':', '_') + ".yaml");
  }
}
