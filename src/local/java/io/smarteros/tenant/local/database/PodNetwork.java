package io.smarteros.tenant.local.database;

/**
 * The network of real pods on this machine.
 *
 * @param gateway this machine's address in it
 * @param range as in {@code 10.244.0.0/24}
 */
public record PodNetwork(String gateway, String range) {}
