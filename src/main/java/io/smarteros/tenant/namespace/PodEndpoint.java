package io.smarteros.tenant.namespace;

/**
 * A port of an application's pods, as far as network policies care.
 *
 * @param service whose pods, as the label {@code smarteros.io/service} says
 * @param routed users come in through it
 * @param calledByOperator the operator itself calls it
 */
public record PodEndpoint(String service, int port, boolean routed, boolean calledByOperator) {}
