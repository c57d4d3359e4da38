package io.smarteros.tenant.local.cluster;

import java.util.List;
import java.util.Map;

/**
 * What a container was started with.
 *
 * @param podUid another pod has another one, also when it has the same name
 * @param command empty where the image decides it
 * @param variables as the process in the container sees them
 * @param files of the Secrets that are mounted, by path
 */
public record PodEnvironment(
    String podUid,
    String image,
    List<String> command,
    Map<String, String> variables,
    Map<String, String> files) {}
