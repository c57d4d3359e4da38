/**
 * What every application has in common: the contract that it fulfils, its plan, its blueprint and
 * its route. It must not use the Kubernetes API, SQL or the package of an application.
 */
@NullMarked
package io.smarteros.tenant.service;

import org.jspecify.annotations.NullMarked;
