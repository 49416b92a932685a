import { ChevronDown, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly danger?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly label: ReactNode;
  readonly name?: string;
  readonly icon?: LucideIcon;
  readonly className?: string;
  readonly bare?: boolean;
  readonly actions: readonly MenuAction[];
}

/** A button that opens a list of actions. */
export const Menu = ({ label, name, icon: Icon, className = 'btn', bare = false, actions }: MenuProps) => (
  <MenuTrigger>
    <AriaButton className={className} {...(name === undefined ? {} : { 'aria-label': name })}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {label}
      {!bare && <ChevronDown size={14} className="text-ink-3" aria-hidden />}
    </AriaButton>
    <Popover className="pop z-50 min-w-44 p-1" placement="bottom end">
      <AriaMenu
        className="max-h-[60vh] overflow-auto outline-none"
        onAction={(id) => actions.find((action) => action.id === id)?.run()}
      >
        {actions.map(({ id, label: text, icon: ItemIcon, danger, checked }) => (
          <MenuItem key={id} id={id} textValue={text} className={`menu-item ${danger ? 'text-high' : ''}`}>
            {ItemIcon && <ItemIcon size={16} strokeWidth={1.75} aria-hidden />}
            {text}
            {checked && <span className="ml-auto text-ink-3">current</span>}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
);
