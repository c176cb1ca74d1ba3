"""The part of the wizard that adds devices which Home Assistant's own integration serves."""

import asyncio
from typing import Any, Final

import probatio

from homeassistant.config_entries import SOURCE_IMPORT, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .beside_core import Candidate, async_candidates
from .const import CONF_CREDENTIAL_ID, CONF_FAMILY, DOMAIN
from .device_flow import DeviceFlow

CONF_DEVICES: Final = "devices"


class AdoptFlow(DeviceFlow):
    """One list, many devices."""

    async def async_step_adopt(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add devices that Home Assistant's own integration serves, many at a time."""
        candidates = {each.serial: each for each in async_candidates(self.hass)}
        if user_input is not None:
            chosen = [
                candidates[serial]
                for serial in user_input[CONF_DEVICES]
                if serial in candidates
            ]
            results = await asyncio.gather(*map(self._async_adopt, chosen))
            return self.async_abort(
                reason="adopted",
                description_placeholders={
                    "count": str(results.count(True)),
                    "failed": ", ".join(
                        each.title
                        for each, added in zip(chosen, results, strict=True)
                        if not added
                    )
                    or "-",
                },
            )
        return self.async_show_form(
            step_id="adopt",
            data_schema=probatio.Schema(
                {
                    probatio.Required(
                        CONF_DEVICES, default=list(candidates)
                    ): SelectSelector(
                        SelectSelectorConfig(
                            options=[
                                SelectOptionDict(value=serial, label=each.title)
                                for serial, each in candidates.items()
                            ],
                            multiple=True,
                        )
                    )
                }
            ),
        )

    async def _async_adopt(self, candidate: Candidate) -> bool:
        """Add one device; tell whether that worked."""
        adoptable = candidate.adoptable
        data = {
            CONF_FAMILY: candidate.family.key,
            CONF_HOST: adoptable.address.host,
            CONF_PORT: adoptable.address.port,
        }
        if adoptable.credential:
            credential = (await self._async_vault()).held_as(adoptable.credential)
            await self._async_keep(credential)
            data[CONF_CREDENTIAL_ID] = credential.id
        result = await self.hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_IMPORT}, data=data
        )
        return result["type"] is FlowResultType.CREATE_ENTRY
