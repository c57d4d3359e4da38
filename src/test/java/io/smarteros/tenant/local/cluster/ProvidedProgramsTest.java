package io.smarteros.tenant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvidedProgramsTest {
  private static final Map<Program, String> PINNED =
      Map.of(
          Program.ETCD, "v3.6.14",
          Program.KUBE_APISERVER, "v1.34.10",
          Program.KUBE_CONTROLLER_MANAGER, "v1.34.10",
          Program.KUBE_SCHEDULER, "v1.34.10",
          Program.KUBECTL, "v1.34.10",
          Program.KWOK, "v0.7.0",
          Program.HELM, "v4.2.4");

  @TempDir private Path chosen;
  @TempDir private Path assets;
  private final List<String> said = new ArrayList<>();

  @Test
  void nothing_is_there_unless_somebody_says_where() throws Exception {
    assertThat(find(Optional.empty(), Optional.empty())).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void programs_of_kubebuilder_are_used_whatever_their_patch_version() throws Exception {
    Path etcd = program(assets, Program.ETCD, "etcd Version: 3.6.4");
    Path apiServer = program(assets, Program.KUBE_APISERVER, "Kubernetes v1.34.1");
    Path kubectl = program(assets, Program.KUBECTL, "Client Version: v1.34.1");

    assertThat(find(Optional.empty(), Optional.of(assets)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Program.ETCD, etcd, Program.KUBE_APISERVER, apiServer, Program.KUBECTL, kubectl));
    assertThat(said).singleElement().asString().contains("etcd, kube-apiserver, kubectl");
  }

  @Test
  void kubebuilder_may_have_another_version_for_another_project() throws Exception {
    program(assets, Program.KUBE_APISERVER, "Kubernetes v1.31.0");

    assertThat(find(Optional.empty(), Optional.of(assets))).isEmpty();
    assertThat(said)
        .singleElement()
        .asString()
        .contains("KUBEBUILDER_ASSETS", "v1.34.10", "Kubernetes v1.31.0", "not used");
  }

  /** Helm says no more than this when it was built with {@code go install}. */
  @Test
  void any_program_may_be_in_the_chosen_folder() throws Exception {
    Path helm = program(chosen, Program.HELM, "v4.2");

    assertThat(find(Optional.of(chosen), Optional.empty()))
        .containsExactlyEntriesOf(Map.of(Program.HELM, helm));
  }

  @Test
  void the_chosen_folder_goes_before_kubebuilder() throws Exception {
    Path etcd = program(chosen, Program.ETCD, "etcd Version: 3.6.14");
    program(assets, Program.ETCD, "etcd Version: 3.6.4");

    assertThat(find(Optional.of(chosen), Optional.of(assets)))
        .containsExactlyEntriesOf(Map.of(Program.ETCD, etcd));
  }

  @Test
  void a_wrong_version_in_the_chosen_folder_is_refused() throws Exception {
    program(chosen, Program.HELM, "v3.18.2+g04cad46");

    assertThatThrownBy(() -> find(Optional.of(chosen), Optional.empty()))
        .hasMessageContainingAll("-Dlocal.binaries", "helm", "v4.2.4", "v3.18.2");
  }

  @Test
  void a_program_that_does_not_say_its_version_is_refused() throws Exception {
    program(chosen, Program.KWOK, "kwok version unknown go1.26.8 (linux/amd64)");

    assertThatThrownBy(() -> find(Optional.of(chosen), Optional.empty()))
        .hasMessageContainingAll("kwok", "v0.7.0", "unknown");
  }

  @Test
  void a_chosen_folder_without_programs_is_refused() {
    assertThatThrownBy(() -> find(Optional.of(chosen), Optional.empty()))
        .hasMessageContainingAll("-Dlocal.binaries", chosen.toString(), "etcd");
  }

  private Map<Program, Path> find(Optional<Path> folder, Optional<Path> kubebuilderAssets)
      throws Exception {
    return ProvidedPrograms.find(
        folder, kubebuilderAssets, program -> PINNED.getOrDefault(program, ""), said::add);
  }

  private static Path program(Path folder, Program program, String says) throws Exception {
    Path file = folder.resolve(program.fileName());
    Files.writeString(file, "#!/bin/sh\necho '%s'\n".formatted(says));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
