/**
 * Odoo 19, for business management. A Job makes its tables and brings them to each version, with no
 * Odoo serving beside it; another applies the settings and installs modules beside the one that
 * serves.
 */
@NullMarked
package io.smarteros.tenant.service.odoo;

import org.jspecify.annotations.NullMarked;
