// Every page works without this. The build puts the hashed name of GOV.UK Frontend's own module in place of the one imported.
import {
  Button,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.js";
import { offerKeys } from "./keys.js";
import { offerPasskeys } from "./passkeys.js";

for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}
offerKeys();
offerPasskeys();
