// Inline icons; always beside words or inside a button with a name, so hidden from assistive technology.

const Icon = ({ d, fill }) => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path
      d={d}
      fill={fill ? 'currentColor' : 'none'}
      stroke={fill ? 'none' : 'currentColor'}
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const Back = () => <Icon d="M12.5 4.5 7 10l5.5 5.5" />;
export const Down = () => <Icon d="M10 4v11m-4.5-4.5L10 15l4.5-4.5" />;
export const Menu = () => <Icon d="M3.5 6h13m-13 4h13m-13 4h13" />;
export const Info = () => <Icon d="M10 9.2v4.3M10 6.4v.1M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4z" />;
export const Send = () => <Icon d="M4 10h11m-4.5-4.5L15 10l-4.5 4.5" />;
export const Lines = () => <Icon d="M3.5 5h13m-13 4h9m-9 4h13m-13 4h6" />;
export const Eye = () => (
  <Icon d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zm8 2.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z" />
);
export const Clock = () => <Icon d="M10 5.500V10l3 2M10 17.200a7.200 7.200 0 1 0 0-14.400 7.200 7.200 0 0 0 0 14.400z" />;
export const Risk = () => <Icon d="M10 3 18 16.500H2zM10 8v4m0 2.200v.1" />;
export const Late = () => <Icon d="M6.500 2.500h7l4 4v7l-4 4h-7l-4-4v-7zM10 6v5m0 2.500v.1" />;
export const Pause = () => <Icon d="M7.500 5v10m5-10v10" />;
export const Phone = () => <Icon d="M6.800 3H4.500A1.500 1.500 0 0 0 3 4.600C3.500 11 9 16.500 15.400 17a1.500 1.500 0 0 0 1.600-1.500v-2.300l-3.600-1.400-1.700 1.600a9 9 0 0 1-5.100-5.100l1.600-1.700z" />;
export const Lock = () => <Icon d="M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9" />;
export const Spark = () => <Icon d="m10 3 1.600 4.400L16 9l-4.400 1.600L10 15l-1.600-4.400L4 9l4.400-1.600z" />;
export const Cross = () => <Icon d="m5 5 10 10M15 5 5 15" />;
export const Mark = () => (
  <Icon fill d="M4 3h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-5l-4.5 3.5V14H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z" />
);
export const Up = () => <Icon d="M6 9v7H3V9h3zm0 0 3.2-6c1.2 0 2 .9 1.8 2.200L10.600 8H15a1.600 1.600 0 0 1 1.600 2l-1.300 4.800A1.600 1.600 0 0 1 13.700 16H6" />;
export const Thumb = () => <Icon d="M6 11V4H3v7h3zm0 0 3.2 6c1.2 0 2-.9 1.8-2.200L10.600 12H15a1.600 1.600 0 0 0 1.600-2l-1.300-4.800A1.600 1.600 0 0 0 13.700 4H6" />;
