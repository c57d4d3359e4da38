package io.smarteros.tenant.service.blueprint;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authority that signed the certificate of the database server, as a file for pods; nothing
 * where the class names none. Pure.
 */
public final class DatabaseAuthority {
  private static final String FILE = "ca.crt";
  private static final String VOLUME = "database";
  private static final String FOLDER = "/etc/smarteros/database";

  private final ServicePlan plan;
  private final Optional<String> certificate;

  public DatabaseAuthority(ServicePlan plan) {
    this.plan = plan;
    this.certificate = plan.database().flatMap(DatabaseAccess::caCertificate);
  }

  /** Where a pod with {@link #volumes} and {@link #mounts} finds it. */
  public Optional<String> path() {
    return certificate.map(_ -> FOLDER + "/" + FILE);
  }

  /** By name of the file. */
  public Map<String, String> files() {
    return certificate.map(pem -> Map.of(FILE, pem)).orElseGet(Map::of);
  }

  /** Of its own, since variables are made of all keys of the others. */
  public Optional<Secret> secret() {
    return certificate.map(_ -> new ServiceObjects(plan).secret(name(), files()));
  }

  public List<Volume> volumes() {
    return certificate.stream()
        .map(_ -> PodParts.secretFiles(VOLUME, name(), List.of(FILE)))
        .toList();
  }

  public List<VolumeMount> mounts() {
    return certificate.stream().map(_ -> PodParts.readOnlyMount(VOLUME, FOLDER)).toList();
  }

  private String name() {
    return "%s-%s".formatted(plan.service().name(), VOLUME);
  }
}
