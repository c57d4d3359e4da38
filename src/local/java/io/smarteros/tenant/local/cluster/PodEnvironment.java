package io.smarteros.tenant.local.cluster;

import java.util.Map;

/**
 * What a container was started with.
 *
 * @param podUid another pod has another one, also when it has the same name
 * @param variables as the process in the container sees them
 */
public record PodEnvironment(String podUid, String image, Map<String, String> variables) {}
