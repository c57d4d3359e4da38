/** What the operator knows of an application, and the contract that each one fulfils. */
@NullMarked
package io.smarteros.tenant.service;

import org.jspecify.annotations.NullMarked;
